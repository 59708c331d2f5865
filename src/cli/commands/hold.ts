import { Command } from "commander";
import { CommandError } from "../../base/errors";
import type { Terminal } from "../../base/terminal";

interface Options {
  readonly because: string;
  readonly until?: string;
}

/** `slipway hold <environment>`: nothing is released or applied until somebody resumes it, or its time has come. */
export function holdCommand(terminal: Terminal): Command {
  return new Command("hold")
    .description("Let nothing be released or applied in an environment until it is resumed.")
    .argument("<environment>", "such as eec-prod")
    .requiredOption("--because <reason>", "why, for everybody who is refused")
    .option("--until <time>", "when it ends by itself, in UTC, such as 2026-12-01T08:00Z")
    .addHelpText(
      "after",
      "\nA rollback works all the same. What runs already is not touched; a release that has begun is stopped before it changes the service.\n" +
        "Only who may act as the environment's operator (access.operators) can hold and resume.\n" +
        "Exit 0: held. 1: somebody holds it already. 2: wrong use, no credentials.\n" +
        'Example: npx slipway hold eec-prod --because "The audit ends on Monday" --until 2026-12-01T08:00Z',
    )
    .action(async (name: string, { because, until }: Options) => {
      const { readReason, readUntil, holdEnvironment } = await import(
        "../../operate/deployments/hold"
      );
      const now = new Date();
      const hold = {
        because: readReason(because),
        until: until === undefined ? "" : readUntil(until, now),
        now,
      };
      const { openAsOperator } = await import("../../operate/deployments/open-as-operator");
      const live = await openAsOperator(name);
      const result = await holdEnvironment(live, hold);
      const { holdText } = await import("../../aws/release-hold");
      if (!result.held) {
        throw new CommandError(
          1,
          `${name} is already ${holdText(result.hold)}.\nTo hold it otherwise, resume it first: npx slipway resume ${name}`,
        );
      }
      terminal.out(
        `${name} is ${holdText(result.hold)}.\nNothing is released or applied there; a rollback works.\nnext: npx slipway resume ${name}\n`,
      );
    });
}
