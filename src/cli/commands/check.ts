import { Command, Option } from "commander";
import pc from "picocolors";
import type { Terminal } from "../../base/terminal";

interface Options {
  readonly format: "text" | "json";
  readonly details?: true;
}

/** `slipway check [environment...]`, which is `npm start`: are the files right, and what will exist? */
export function checkCommand(terminal: Terminal): Command {
  return new Command("check")
    .description("Check every environment file, write the Terraform, and say what will exist.")
    .argument("[environment...]", "environments to show; all are checked and written in any case")
    .addOption(
      new Option("--format <format>", "how to print").choices(["text", "json"]).default("text"),
    )
    .option("--details", "everything that will exist, and each placeholder")
    .addHelpText(
      "after",
      "\nExit 0: everything is right. 2: a file is wrong; the report is on standard error and nothing was written.\nExample: npx slipway check eec-dev --details",
    )
    .action(async (names: string[], options: Options) => {
      const { chosen, loadOrExplain } = await import("../../config/environments-folder");
      const environments = loadOrExplain();
      const shown =
        names.length > 0 ? names.map((name) => chosen(environments, name)) : environments;

      const { outputDirectory } = await import("../../contract/written-stacks");
      const { writeStacks } = await import("../../operate/write-stacks");
      await writeStacks(environments);

      const { checked } = await import("../../check/check-report");
      const today = new Date().toISOString().slice(0, 10);
      const report = shown.map((environment) =>
        checked(environment, { all: environments, outdir: outputDirectory, today }),
      );
      if (options.format === "json") {
        terminal.out(`${JSON.stringify({ environments: report }, null, 2)}\n`);
        return;
      }
      const { renderCheck } = await import("../../check/render-check");
      const colors = pc.createColors(terminal.interactive);
      const showsDetails = options.details ?? false;
      terminal.out(renderCheck(report, { columns: terminal.columns, colors, showsDetails }));
    });
}
