import { Command } from "commander";
import type { Terminal } from "../../base/terminal";

/** `slipway unwaive <environment> <finding>`: takes a waiver back before its time. */
export function unwaiveCommand(terminal: Terminal): Command {
  return new Command("unwaive")
    .description("Take a waiver of a finding back before its time.")
    .argument("<environment>", "such as eec-prod")
    .argument("<finding>", "as it was waived, such as CVE-2026-12345")
    .option(
      "--package <name>",
      "the package that it was waived in; for all of them when left out",
      "",
    )
    .addHelpText(
      "after",
      "\nActs as the role of access.waivers. Exit 0: withdrawn. 1: it is not waived. 2: wrong use, no credentials.\n" +
        "Example: npx slipway unwaive eec-prod CVE-2026-12345 --package openssl",
    )
    .action(async (name: string, cve: string, options: { readonly package: string }) => {
      const { unwaive } = await import("../../operate/waivers/waive");
      await unwaive(terminal, name, cve, options.package);
    });
}
