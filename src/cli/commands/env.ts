import { existsSync, readFileSync } from "node:fs";
import { Command } from "commander";
import { CommandError } from "../../base/errors";
import type { Terminal } from "../../base/terminal";
import type { ShellName } from "../../config/shell-names";

interface Options {
  readonly plain?: true;
  readonly compare?: readonly string[];
}

/** `slipway env <environment>`: the environment's names as shell variables, so that the cookbook's commands can be pasted. */
export function envCommand(terminal: Terminal): Command {
  return new Command("env")
    .description("Print an environment's names as shell variables; needs no AWS.")
    .argument("<environment>", "such as eec-dev")
    .option("--plain", "NAME=value without export and comment, as pipelines take it")
    .option(
      "--compare <names...>",
      "refuse unless these variables, as set here, are the environment's names",
    )
    .addHelpText("after", '\nExample: eval "$(npx slipway env eec-dev)" && echo "$ECR_REPO_URI"')
    .action(async (name: string, { plain, compare = [] }: Options) => {
      const { loadOne } = await import("../../config/environments-folder");
      const { plainNames, shellExports, shellNames } = await import("../../config/shell-names");
      const names = shellNames(loadOne(name).environment);
      if (compare.length > 0) await refuseUnequal(name, names, compare);
      terminal.out(plain ? plainNames(names) : shellExports(names));
    });
}

async function refuseUnequal(
  environment: string,
  names: readonly ShellName[],
  variables: readonly string[],
): Promise<void> {
  const { explainUnequalNames, unequalNames } = await import("../../config/shell-names");
  const unknown = variables.find((variable) => !names.some((name) => name.variable === variable));
  if (unknown !== undefined) {
    const known = names.map(({ variable }) => variable).join(", ");
    throw new CommandError(2, `${environment} has no name ${unknown}. There are: ${known}.`);
  }
  const given = new Map(variables.map((variable) => [variable, shownHere(variable)]));
  const unequal = unequalNames(names, given);
  if (unequal.length > 0) throw new CommandError(1, explainUnequalNames(environment, unequal));
}

/** A variable as it is set here. A task definition may also be given by its file, whose family it then is. */
function shownHere(variable: string): string | undefined {
  const value = process.env[variable];
  if (variable !== "TASK_DEFINITION" || !value?.endsWith(".json")) return value;
  if (!existsSync(value)) {
    throw new CommandError(2, `TASK_DEFINITION is ${value}, but there is no such file.`);
  }
  try {
    return String(JSON.parse(readFileSync(value, "utf8")).family);
  } catch (error) {
    throw new CommandError(2, `TASK_DEFINITION: ${value}: ${(error as Error).message}`);
  }
}
