import { basename } from "node:path";
import { closest, distance } from "fastest-levenshtein";
import { CommandError } from "../base/errors";
import { printable } from "../base/printable";
import { stateStackForm } from "../contract/written-stacks";
import {
  environmentNames,
  environmentsDirectory,
  type LoadedEnvironment,
  type LoadResult,
  loadEnvironments,
  loadRelated,
} from "./load";
import { formatProblems } from "./problem";

/** All environments; a {@link CommandError} with the whole report when a file is wrong. */
export function loadOrExplain(directory = environmentsDirectory): LoadedEnvironment[] {
  return orExplain(loadEnvironments(directory));
}

/**
 * The environment of that name. Only its file is read, and those that it mirrors or takes images from: a mistake in another keeps
 * nobody from operating this one.
 */
export function loadOne(name: string): LoadedEnvironment {
  return chosen(loadWithRelated([name]), name);
}

/** The environments of these names and those that they mirror or take images from; no other file is read. */
export function loadWithRelated(names: readonly string[]): LoadedEnvironment[] {
  const all = namedEnvironments();
  for (const name of all.length > 0 ? names : []) chosen(all, name);
  return orExplain(loadRelated(environmentsDirectory, names));
}

/** The environments that there are by their files' names; none is read. */
export function namedEnvironments(): Named[] {
  return environmentNames(environmentsDirectory).map((name) => ({ name }));
}

/** The environment of that name; a {@link CommandError} that names the others when there is none. */
export function chosen<T extends Named>(environments: readonly T[], name: string): T {
  const found = environments.find((environment) => environment.name === name);
  if (found) return found;
  if (stateStackForm.test(name)) {
    throw new CommandError(
      2,
      `${name} is the stack of the state bucket, not an environment. It is planned and applied with npx cdktf plan ${name} and npx cdktf apply ${name}.`,
    );
  }
  const what =
    name === "" ? `${empty} is no environment` : `There is no environment ${printable(name)}`;
  throw new CommandError(
    2,
    `${what}.${suggestion(environments, name)} There are: ${list(environments)}.`,
  );
}

function orExplain(result: LoadResult): LoadedEnvironment[] {
  if (result.ok) return result.environments;
  throw new CommandError(2, formatProblems(result.problems).trimEnd());
}

type Named = Pick<LoadedEnvironment, "name">;

/** The refusal of a word that is neither the path of a file nor the name of an environment; it names the environments. */
export function neitherFileNorEnvironment(
  environments: readonly Named[],
  word: string,
): CommandError {
  const none = `: there is no environment file in ${environmentsDirectory}/.`;
  const others = `.${suggestion(environments, word)} The environments are: ${list(environments)}.`;
  return new CommandError(
    2,
    `${word === "" ? empty : printable(word)} is neither a file nor an environment${environments.length === 0 ? none : others}`,
  );
}

function list(environments: readonly Named[]): string {
  return environments.map(({ name }) => name).join(", ");
}

/** In a terminal that is opened anew a variable has no value yet. */
const empty =
  'An empty name (in each terminal, eval "$(npx slipway env <environment>)" gives $ENVIRONMENT its value)';

/** The name that was probably meant: at most three letters away, or written as its file's path. */
function suggestion(environments: readonly Named[], word: string): string {
  if (environments.length === 0 || word === "") return "";
  const meant = basename(word.toLowerCase(), ".yaml");
  const nearest = closest(
    meant,
    environments.map(({ name }) => name),
  );
  return distance(meant, nearest) <= 3 ? ` Did you mean ${nearest}?` : "";
}
