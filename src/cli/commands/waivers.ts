import { Command, Option } from "commander";
import pc from "picocolors";
import type { Terminal } from "../../base/terminal";

/** `slipway waivers <environment>`: what is waived, by the file and at run time, by whom, why and until when. */
export function waiversCommand(terminal: Terminal): Command {
  return new Command("waivers")
    .description("List what is waived in an environment, by whom, why and until when.")
    .argument("<environment>", "such as eec-prod")
    .addOption(
      new Option("--format <format>", "how to print").choices(["text", "openvex"]).default("text"),
    )
    .addHelpText(
      "after",
      "\nOnly reads. Exit 0: listed. 1: not applied yet. 2: wrong use, no credentials.\nExample: npx slipway waivers eec-prod",
    )
    .action(async (name: string, { format }: { readonly format: "text" | "openvex" }) => {
      const { loadOne } = await import("../../config/environments-folder");
      const { openEnvironment } = await import("../../aws/live-environment");
      const { readRuntimeWaivers, renderWaivers } = await import(
        "../../operate/waivers/list-waivers"
      );
      const loaded = loadOne(name);
      const live = await openEnvironment(loaded);
      const now = new Date();
      const atRunTime = await readRuntimeWaivers(live, now);
      const { waivers } = loaded.environment.delivery;
      if (format === "openvex") {
        const { writeOpenVex } = await import("../../operate/waivers/openvex");
        const { addressesOf } = await import("../../contract/delivery-names");
        const { repositoryUrl: repository } = addressesOf(live.delivery.names);
        const author = live.caller;
        const source = { environment: name, repository, author, now: now.toISOString() };
        terminal.out(writeOpenVex({ ...source, inFile: waivers, atRunTime }));
        return;
      }
      const colors = pc.createColors(terminal.interactive);
      const today = now.toISOString().slice(0, 10);
      terminal.out(renderWaivers(name, waivers, atRunTime, today, colors));
    });
}
