import { Command, Option } from "commander";
import pc from "picocolors";
import type { Terminal } from "../../base/terminal";
import type { HistoryFormat } from "../../operate/deployments/render-history";

interface Options {
  readonly since?: string;
  readonly format: HistoryFormat;
}

/** `slipway history <environment>`: who released, refused, promoted, tested and applied what, when and why. */
export function historyCommand(terminal: Terminal): Command {
  return new Command("history")
    .description("List who released, refused, promoted, tested and applied what, when and why.")
    .argument("<environment>", "such as eec-prod")
    .option(
      "--since <day>",
      "a day or a time in UTC, such as 2026-01-31; all that is kept when left out",
    )
    .addOption(
      new Option("--format <format>", "how to print")
        .choices(["text", "markdown", "csv", "json"] satisfies HistoryFormat[])
        .default("text"),
    )
    .addHelpText(
      "after",
      "\nOnly reads the environment's table. Newest first; runs of the deployer are kept for 400 days, all else for good.\n" +
        "Exit 0: listed. 1: not applied yet. 2: wrong use, no credentials.\n" +
        "Example: npx slipway history eec-prod --since 2026-01-01 --format csv > history.csv",
    )
    .action(async (name: string, { since, format }: Options) => {
      const { readEnvironmentHistory, readSince } = await import(
        "../../operate/deployments/history"
      );
      const earliest = since === undefined ? undefined : readSince(since);
      const { loadOne } = await import("../../config/environments-folder");
      const { openEnvironment } = await import("../../aws/live-environment");
      const live = await openEnvironment(loadOne(name));
      const entries = await readEnvironmentHistory(live, earliest);
      const { renderHistory } = await import("../../operate/deployments/render-history");
      const { columns, interactive } = terminal;
      const colors = pc.createColors(interactive);
      terminal.out(renderHistory({ environment: name, since, entries, colors, columns }, format));
    });
}
