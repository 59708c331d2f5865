import { Command } from "commander";
import type { LiveEnvironment } from "../../aws/live-environment";
import { CommandError } from "../../base/errors";
import { type Terminal, untilStopped } from "../../base/terminal";

interface Options {
  readonly digest?: string;
  readonly force?: true;
  readonly outsideWindow?: true;
  readonly because?: string;
}

/** `slipway deploy <environment>`: starts the deployer with a digest and follows it to its end. */
export function deployCommand(terminal: Terminal, pollMilliseconds = 2_000): Command {
  return new Command("deploy")
    .description("Deploy an image through the environment's deployer, and follow it to its end.")
    .argument("<environment>", "such as eec-dev")
    .option("--digest <sha256:…>", "the image; the newest one whose tag counts when left out")
    .option("--force", "although it is older than what runs, or failed before; never past findings")
    .option("--outside-window", "although delivery.windows is closed now; recorded with --because")
    .option("--because <reason>", "why it cannot wait for the window")
    .addHelpText(
      "after",
      "\nThe scan, the migration and the rollout are the deployer's: stopping this command does not stop them.\n" +
        "Exit 0: the image runs. 1: refused, or failed. 2: wrong use, no credentials.\n" +
        "Example: npx slipway deploy loan-engine-test --digest sha256:…",
    )
    .action(async (name: string, { digest, force, outsideWindow, because }: Options) => {
      if ((because === undefined) === (outsideWindow === true)) {
        throw new CommandError(2, "--outside-window and --because go together.");
      }
      const { readReason } = await import("../../operate/deployments/hold");
      const why = because === undefined ? undefined : readReason(because);
      const { loadOne } = await import("../../config/environments-folder");
      const loaded = loadOne(name);
      const { requireDigest } = await import("../../operate/promotion/what-runs");
      if (digest !== undefined) requireDigest(digest);
      const { openEnvironment } = await import("../../aws/live-environment");
      const live = await openEnvironment(loaded);
      const { runDeployment } = await import("../../operate/deployments/run-deployment");
      const request = {
        digest: digest ?? (await newest(terminal, live)),
        ...(force && { force }),
        ...(why !== undefined && { outsideWindow: why }),
      };
      await untilStopped((signal) =>
        runDeployment({ live, request, terminal, signal, pollMilliseconds }),
      );
    });
}

async function newest(terminal: Terminal, live: LiveEnvironment): Promise<string> {
  const { newestImage } = await import("../../operate/deployments/newest-image");
  const { digest, tags, pushedAt } = await newestImage(live);
  terminal.out(`The newest image: ${digest} (${tags.join(", ")}), pushed ${pushedAt}\n`);
  return digest;
}
