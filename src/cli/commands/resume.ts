import { Command } from "commander";
import { CommandError } from "../../base/errors";
import type { Terminal } from "../../base/terminal";

/** `slipway resume <environment>`: ends a hold before its time. */
export function resumeCommand(terminal: Terminal): Command {
  return new Command("resume")
    .description("End a hold, and say how what waits is released.")
    .argument("<environment>", "such as eec-prod")
    .addHelpText(
      "after",
      "\nExit 0: not held. 1: another hold was placed meanwhile. 2: wrong use, no credentials.\nExample: npx slipway resume eec-prod",
    )
    .action(async (name: string) => {
      const { openAsOperator } = await import("../../operate/deployments/open-as-operator");
      const live = await openAsOperator(name);
      const { holdText, holdInForce } = await import("../../aws/release-hold");
      const { resumeEnvironment, waitingDigest } = await import("../../operate/deployments/hold");
      const { orNotApplied } = await import("../../operate/deployments/releases");
      const now = new Date();
      const { dynamodb } = live.clients;
      const table = live.delivery.names.delivery;
      const hold = await orNotApplied(live, holdInForce(dynamodb, table, now.toISOString()));
      if (!hold) {
        terminal.out(`${name} is not held.\n`);
        return;
      }
      if (!(await resumeEnvironment(live, hold, now))) {
        throw new CommandError(
          1,
          `${name}: the hold has changed meanwhile; nothing was resumed.\nnext: npx slipway status ${name}`,
        );
      }
      const waits = await waitingDigest(live);
      const deploy = waits && `npx slipway deploy ${name} --digest ${waits}`;
      const byItself = live.delivery.settings.trigger === "scan";
      terminal.out(
        `${name} was ${holdText(hold)}.\nIt is resumed; that ${live.caller} did it is recorded.\n${
          deploy
            ? byItself
              ? `The schedule releases the newest image that waits by itself. At once: ${deploy}\n`
              : `Nothing is released by itself here. What waits: ${deploy}\n`
            : "No image was refused because of it.\n"
        }`,
      );
    });
}
