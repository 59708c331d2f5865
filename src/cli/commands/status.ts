import { Command } from "commander";
import pc from "picocolors";
import type { Terminal } from "../../base/terminal";

/** `slipway status <environment>`: what runs, since when, and what was decided last, with reasons. */
export function statusCommand(terminal: Terminal): Command {
  return new Command("status")
    .description("Show what an environment runs, since when, and its last decisions with reasons.")
    .argument("<environment>", "such as eec-dev")
    .addHelpText(
      "after",
      "\nOnly reads. Exit 0: shown. 1: not applied yet. 2: wrong use, no credentials.\nExample: npx slipway status eec-dev",
    )
    .action(async (name: string) => {
      const { loadOne } = await import("../../config/environments-folder");
      const { openEnvironment } = await import("../../operate/open-environment");
      const { party } = await openEnvironment(loadOne(name));
      const { readStatus } = await import("../../operate/deployments/read-status");
      const { renderStatus } = await import("../../operate/deployments/render-status");
      const colors = pc.createColors(terminal.interactive);
      terminal.out(renderStatus(await readStatus(party), colors));
    });
}
