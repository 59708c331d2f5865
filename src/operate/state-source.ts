import { existsSync } from "node:fs";
import { CommandError } from "../base/errors";
import { printable, shellWord } from "../base/printable";
import type { Terminal } from "../base/terminal";
import {
  loadOne,
  namedEnvironments,
  neitherFileNorEnvironment,
} from "../config/environments-folder";
import { environmentsDirectory, type LoadedEnvironment, loadEnvironments } from "../config/load";
import { stackFolder, stateFileName, stateStackForm } from "../contract/written-stacks";
import { stackOfState } from "../review/reviewed-environment";
import type { Identity, Stranger } from "../review/state/another-state";
import type { StateObject } from "../review/state/read-state";
import { writeSomeStacks } from "./write-stacks";

/** A state as it came, and what it is compared with. */
interface StateSource {
  readonly bytes: Buffer;
  /** What it is called in messages. */
  readonly name: string;
  /** The environment that was named, by its name alone or with `--environment`. */
  readonly environment: LoadedEnvironment | undefined;
  /** Every environment that there is; only the named one where a file is wrong. */
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
  refuseStateStack(what, option);
  if (what === "-" || existsSync(what)) {
    const { inputName, readInput } = await import("../review/read/read-input");
    const environment = option === undefined ? undefined : loadOne(option);
    const environments = known(environment);
    const bytes = await readInput(what, process.stdin);
    return { bytes, name: inputName(what), environment, environments, isPulled: false };
  }
  const all = namedEnvironments();
  if (!all.some(({ name }) => name === what)) throw neitherFileNorEnvironment(all, what);
  const environment = loadOne(what);
  if (option !== undefined && option !== what) {
    throw new CommandError(
      2,
      `${what} is an environment, so its state is compared with its own stack: leave out --environment ${printable(option)}.`,
    );
  }
  const bytes = await pull(terminal, environment);
  const environments = known(environment);
  return { bytes, name: `The state of ${what}`, environment, environments, isPulled: true };
}

/** The stack of an account's state bucket is no environment: it has no file, and its state is one in this folder. */
function refuseStateStack(what: string, option: string | undefined): void {
  const stack = [option, existsSync(what) ? undefined : what].find((name) =>
    stateStackForm.test(name ?? ""),
  );
  if (stack === undefined) return;
  const file = option === stack ? what : stateFileName(stack);
  throw new CommandError(
    2,
    `${stack} is the stack of the state bucket, not an environment, so its state is looked over by itself: npx slipway state ${printable(file)}`,
  );
}

/** All environments, among which the owner of a state is looked for; where a file is wrong, just the one that is asked about. */
function known(environment: LoadedEnvironment | undefined): readonly LoadedEnvironment[] {
  const result = loadEnvironments(environmentsDirectory);
  if (result.ok) return result.environments;
  return environment ? [environment] : [];
}

/** Writes the stack, as a plan does, and lets Terraform fetch its state. */
async function pull(terminal: Terminal, loaded: LoadedEnvironment): Promise<Buffer> {
  const { pullState } = await import("./pull-state");
  const { terraformExecutable } = await import("./terraform");
  const { name, environment } = loaded;
  await writeSomeStacks([loaded]);
  const bytes = await pullState(
    {
      environment: name,
      account: environment.account,
      executable: terraformExecutable(),
      folder: stackFolder(name),
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

/** Properties of {@link ownStack}. */
interface OwnStackProps extends StateSource {
  readonly environment: LoadedEnvironment;
  /** The state's file as it was typed, or `-`. */
  readonly file: string;
  readonly objects: readonly StateObject[];
}

/** The stack that a state is compared with; refuses another environment's state, where every object would be an orphan. */
export async function ownStack(props: OwnStackProps) {
  const { anotherState } = await import("../review/state/another-state");
  const stack = await stackOfState(props.environment);
  const stranger = anotherState({
    objects: props.objects,
    identity: identityOf(props.environment),
    stackAddresses: stack.stackAddresses,
    moves: stack.moves,
    identities: props.environments.map(identityOf),
  });
  if (stranger) throw new CommandError(2, strangerText(props, props.file, stranger));
  return stack;
}

/** Who an environment is, as its objects in AWS say it. */
export function identityOf({ name, environment }: LoadedEnvironment): Identity {
  const { account, application } = environment;
  return { name, account, application, environment: environment.environment };
}

/** Why this state is not compared with that environment, and what to type instead, in one sentence. */
function strangerText(
  { name, isPulled, environment }: StateSource,
  file: string,
  { why, owner }: Stranger,
): string {
  const own = environment?.name ?? "";
  if (isPulled) {
    const instead = owner ? `; ${owner}'s own is shown by \`npx slipway state ${owner}\`` : "";
    return (
      `${name} holds ${owner ? `what looks like ${owner}'s` : "another environment's"} objects (${why}): plan and apply nothing until ` +
      `an earlier version of ${own}/terraform.tfstate is back in its bucket${instead}.`
    );
  }
  const instead = owner
    ? `compare it with its own stack by \`${stateCommand(file, owner)}\``
    : `look it over alone by \`${stateCommand(file)}\``;
  return `${name} is not the state of ${own}${owner ? ` but looks like that of ${owner}` : ""} (${why}): ${instead}.`;
}

/** The command that looks over a state from a file, as it is typed. */
export function stateCommand(file: string, environment?: string): string {
  const command = `npx slipway state ${shellWord(file)}`;
  return environment === undefined ? command : `${command} --environment ${environment}`;
}
