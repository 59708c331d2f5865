import { Command } from "commander";
import { shellExports, shellNames } from "../../environment/shell-names";
import { chosen, loadOrExplain } from "../environments";
import type { Terminal } from "../terminal";

/** `slipway env <environment>`: the environment's names as shell variables, so that the cookbook's commands can be pasted. */
export function envCommand(terminal: Terminal): Command {
  return new Command("env")
    .description("Print an environment's names as shell variables; needs no AWS.")
    .argument("<environment>", "such as eec-dev")
    .addHelpText("after", '\nExample: eval "$(npx slipway env eec-dev)" && echo "$ECR_REPO_URI"')
    .action((name: string) => {
      terminal.out(shellExports(shellNames(chosen(loadOrExplain(), name).environment)));
    });
}
