import { Command, Option } from "commander";
import type { Terminal } from "../../base/terminal";
import type { DifferenceFormat } from "../../difference/render-difference";

/** `slipway difference <before> <after>`: what a change of the code changes in the synthesized Terraform. */
export function differenceCommand(terminal: Terminal): Command {
  return new Command("difference")
    .description("Compare two folders of synthesized Terraform; needs no AWS.")
    .argument("<before>", "folder that npm run synth wrote before the change")
    .argument("<after>", "folder that it wrote after the change")
    .addOption(
      new Option("--format <format>", "how to print").choices(["text", "markdown"]).default("text"),
    )
    .addHelpText(
      "after",
      "\nExit 0: compared. 2: cannot read.\nExample: npx slipway difference ../main/cdktf.out cdktf.out",
    )
    .action(async (before: string, after: string, { format }: { format: DifferenceFormat }) => {
      const { readStacks } = await import("../../difference/read-stacks");
      const { stackDifferences } = await import("../../difference/stack-difference");
      const { renderDifference } = await import("../../difference/render-difference");
      const differences = stackDifferences(readStacks(before), readStacks(after));
      terminal.out(renderDifference(differences, format));
    });
}
