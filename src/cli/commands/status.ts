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
      const { openEnvironment } = await import("../../aws/live-environment");
      const { dashboardUrl } = await import("../../contract/alarms");
      const { namesOf } = await import("../../contract/names");
      const loaded = loadOne(name);
      const { region, monitoring, loadBalancer } = loaded.environment;
      const live = await openEnvironment(loaded);
      const { readStatus, renderStatus } = await import("../../operate/deployments/status");
      const colors = pc.createColors(terminal.interactive);
      const figures = monitoring && dashboardUrl(region, namesOf(loaded.environment).dashboard);
      const maintenance = loadBalancer.maintenance === true;
      const status = { ...(await readStatus(live)), figures, maintenance };
      terminal.out(renderStatus(status, new Date().toISOString(), colors));
    });
}
