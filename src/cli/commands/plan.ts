import { join } from "node:path";
import { Command } from "commander";
import { chosen, loadOrExplain } from "../environments";
import type { Terminal } from "../terminal";

/** `slipway plan <environment>` (`npm run plan`): what would an apply do? Saves the plan, so that exactly this can be applied. */
export function planCommand(terminal: Terminal): Command {
  return new Command("plan")
    .description("Synthesize an environment and let Terraform plan it; the plan is saved.")
    .argument("<environment>", "such as eec-dev")
    .addHelpText(
      "after",
      "\nRuns terraform, or what TERRAFORM_BINARY_NAME says. Whoever plans can read the environment's secrets.\n" +
        "Exit 0: planned. 1: Terraform failed. 2: wrong use, wrong file, no credentials.\n" +
        "Example: npm run plan eec-dev",
    )
    .action(async (name: string) => {
      const environments = loadOrExplain();
      const { environment } = chosen(environments, name);
      const { synthesize } = await import("../../synthesize");
      const { planStack } = await import("../../terraform/plan-stack");
      const { terraformExecutable } = await import("../../terraform/run-terraform");
      synthesize(environments, "cdktf.out");
      const { file, hasChanges } = await planStack(
        {
          environment: name,
          account: environment.account,
          executable: terraformExecutable(),
          folder: join("cdktf.out", "stacks", name),
        },
        terminal,
      );
      terminal.out(hasChanges ? `\nplan: ${file}\n` : `\n${name}: nothing to change.\n`);
    });
}
