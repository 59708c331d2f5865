import { existsSync } from "node:fs";
import { join } from "node:path";
import { CommandError } from "../base/errors";
import type { Terminal } from "../base/terminal";
import { type LoadedEnvironment, loadEnvironments } from "../config/load";
import { printable } from "../review/report/printable";
import {
  chosen,
  environmentsDirectory,
  loadOrExplain,
  neitherFileNorEnvironment,
} from "./environments";
import { readable } from "./readable";
import { outputDirectory, writeStacks } from "./write-stacks";

/** A state as it came, and what it is compared with. */
export interface StateSource {
  readonly bytes: Buffer;
  /** What it is called in messages. */
  readonly name: string;
  /** The environment that was named, by its name alone or with `--environment`. */
  readonly environment: LoadedEnvironment | undefined;
  /** Every environment that there is; none where no environment was named and the files cannot be read. */
  readonly environments: readonly LoadedEnvironment[];
  /** True when it was read from where Terraform keeps it, not from a file or standard input. */
  readonly isPulled: boolean;
}

/** Reads a state from a file or standard input, or, where an environment is named instead, from where Terraform keeps it. */
export async function stateSource(
  terminal: Terminal,
  what: string,
  option: string | undefined,
): Promise<StateSource> {
  if (what === "-" || existsSync(what)) {
    const { inputName, readInput } = await import("../review/read/read-input");
    const environments = option === undefined ? known() : loadOrExplain();
    const environment = option === undefined ? undefined : chosen(environments, option);
    const bytes = await readable(() => readInput(what, process.stdin));
    return { bytes, name: inputName(what), environment, environments, isPulled: false };
  }
  const environments = loadOrExplain();
  const environment = environments.find(({ name }) => name === what);
  if (environment === undefined) throw neitherFileNorEnvironment(environments, what);
  if (option !== undefined && option !== what) {
    throw new CommandError(
      2,
      `${what} is an environment, so its state is compared with its own stack: leave out --environment ${printable(option)}.`,
    );
  }
  const bytes = await pull(terminal, environments, environment);
  return { bytes, name: `The state of ${what}`, environment, environments, isPulled: true };
}

function known(): readonly LoadedEnvironment[] {
  const result = loadEnvironments(environmentsDirectory);
  return result.ok ? result.environments : [];
}

/** Writes the stacks, as a plan does, and lets Terraform fetch this one's state. */
async function pull(
  terminal: Terminal,
  environments: readonly LoadedEnvironment[],
  { name, environment }: LoadedEnvironment,
): Promise<Buffer> {
  const { pullState } = await import("../terraform/pull-state");
  const { terraformExecutable } = await import("../terraform/run-terraform");
  await writeStacks(environments);
  const bytes = await pullState(
    {
      environment: name,
      account: environment.account,
      executable: terraformExecutable(),
      folder: join(outputDirectory, "stacks", name),
    },
    terminal,
  );
  if (bytes.length === 0) throw nothingApplied(name);
  return bytes;
}

/** Said of an environment whose state has no object. */
export function nothingApplied(environment: string): CommandError {
  return new CommandError(
    2,
    `${environment} has no state: nothing was applied yet, or all was destroyed. To begin: npm run plan ${environment}`,
  );
}
