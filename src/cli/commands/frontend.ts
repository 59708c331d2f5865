import { Command, InvalidArgumentError, Option } from "commander";
import { type Terminal, untilStopped } from "../../base/terminal";
import { digestForm } from "../../contract/images";
import type { LeaseTimes } from "../../operate/lease";
import { timeLimit } from "../options";

interface Options {
  readonly limit: string;
}

interface PromoteOptions extends Options {
  readonly digest?: string;
  readonly image?: string;
  readonly ifAny?: true;
}

/** `slipway frontend`: releases of the pages that come from the CDN. */
export function frontendCommand(
  terminal: Terminal,
  pollSeconds = 5,
  leaseTimes?: LeaseTimes,
): Command {
  const run = async (limit: string, signal: AbortSignal) => {
    const { duration } = await import("../../operate/read-logs");
    const limitSeconds = (duration(limit) ?? 0) / 1000;
    return { terminal, signal, limitSeconds, pollSeconds, leaseTimes };
  };
  const limitOption = () =>
    new Option("--limit <time>", "how long to wait for CloudFront: 90s, 15m")
      .argParser(timeLimit("15m"))
      .default("15m");
  const exits =
    "Exit 0: it is shown. 1: refused, failed, or CloudFront has not confirmed in time. 2: wrong use, no credentials.\n";

  const publish = new Command("publish")
    .description("Show a folder of files as the frontend; index.html is switched last.")
    .argument("<environment>", "such as eec-dev")
    .argument("<folder>", "what the bundler wrote, such as dist")
    .addOption(limitOption())
    .addHelpText(
      "after",
      "\nThe folder is stored whole by its digest before anything is shown. Publishing it again changes nothing; after a failure it goes on.\n" +
        `${exits}Example: npx slipway frontend publish eec-dev dist`,
    )
    .action(async (name: string, folder: string, { limit }: Options) => {
      const { loadOne } = await import("../../config/environments-folder");
      const { publishFolder } = await import("../../operate/frontend/run-frontend");
      const loaded = loadOne(name);
      await untilStopped(async (signal) => publishFolder(loaded, folder, await run(limit, signal)));
    });

  const rollback = new Command("rollback")
    .description("Go back to the release before the one that is shown.")
    .argument("<environment>", "such as eec-dev")
    .option("--to <sha256:…>", "an earlier release", checkedDigest)
    .addOption(limitOption())
    .addHelpText(
      "after",
      "\nThe release is checked to be whole before anything is switched. A hold does not hold it back.\n" +
        `${exits}Example: npx slipway frontend rollback eec-dev`,
    )
    .action(async (name: string, { to, limit }: Options & { to?: string }) => {
      const { loadOne } = await import("../../config/environments-folder");
      const { rollBackFrontend } = await import("../../operate/frontend/run-frontend");
      const loaded = loadOne(name);
      await untilStopped(async (signal) => rollBackFrontend(loaded, to, await run(limit, signal)));
    });

  const promote = new Command("promote")
    .description(
      "Show in one environment, byte for byte, what another one shows and was tested with.",
    )
    .argument("<from>", "such as eec-dev")
    .argument("<to>", "such as eec-prod")
    .option("--digest <sha256:…>", "refuse if it is not this one that is shown", checkedDigest)
    .option("--image <sha256:…>", "only tests of this image count", checkedDigest)
    .option("--if-any", "end well where neither file has frontend.mode cdn, as a pipeline wants it")
    .addOption(limitOption())
    .addHelpText(
      "after",
      "\nThe newest evidence that names what <from> shows must say that its tests passed, as for an image.\n" +
        `${exits}Example: npx slipway frontend promote eec-dev eec-prod`,
    )
    .action(async (from: string, to: string, options: PromoteOptions) => {
      const { loadOne } = await import("../../config/environments-folder");
      const { promoteFrontend } = await import("../../operate/frontend/run-frontend");
      const { cdnOf } = await import("../../config/frontend");
      const [source, target] = [loadOne(from), loadOne(to)];
      if (options.ifAny && ![source, target].some(({ environment }) => cdnOf(environment))) {
        terminal.out(`Neither ${from} nor ${to} has pages of its own: nothing to promote.\n`);
        return;
      }
      await untilStopped(async (signal) =>
        promoteFrontend(source, target, options, await run(options.limit, signal)),
      );
    });

  return new Command("frontend")
    .description("Publish the pages that come from the CDN, go back, promote.")
    .addHelpText("after", "\nExample: npx slipway frontend publish eec-dev dist")
    .addCommand(publish)
    .addCommand(rollback)
    .addCommand(promote);
}

function checkedDigest(text: string): string {
  if (digestForm.test(text)) return text;
  throw new InvalidArgumentError("It must be sha256: and 64 digits, as history shows it.");
}
