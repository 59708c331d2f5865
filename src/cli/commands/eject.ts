import { join } from "node:path";
import { Command } from "commander";
import type { Terminal } from "../../base/terminal";

/** `slipway eject <environment>`: the environment as Terraform that needs nothing of Slipway. */
export function ejectCommand(terminal: Terminal): Command {
  return new Command("eject")
    .description("Write an environment as plain Terraform that runs without Slipway; needs no AWS.")
    .argument("<environment>", "such as eec-dev")
    .option("--to <folder>", "where; ejected/<environment> when left out")
    .addHelpText(
      "after",
      "\nSame addresses, same state: the plan of the folder is empty. Nothing in AWS changes, and nothing here.\n" +
        "Exit 0: written. 2: wrong use, or the folder is not empty.\nExample: npx slipway eject eec-dev --to ../eec-dev-terraform",
    )
    .action(async (name: string, { to = join("ejected", name) }: { to?: string }) => {
      const { chosen, loadWithRelated } = await import("../../config/environments-folder");
      const { writeSomeStacks } = await import("../../operate/write-stacks");
      const { ejectStack } = await import("../../operate/eject");
      const environments = loadWithRelated([name]);
      chosen(environments, name);
      await writeSomeStacks(environments);
      const files = ejectStack(name, to);
      terminal.out(
        `${files.map((file) => join(to, file)).join("\n")}\n\nNext: cd ${to} && terraform init && terraform plan, which must find nothing to do; README.md there says the rest.\n`,
      );
    });
}
