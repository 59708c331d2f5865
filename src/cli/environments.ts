import { closest, distance } from "fastest-levenshtein";
import { CommandError } from "../base/errors";
import { type LoadedEnvironment, loadEnvironments } from "../config/load";
import { formatProblems } from "../config/problem";
import { printable } from "../review/report/printable";

/** Where the environment files are, from the folder in which people and pipelines run `slipway`. */
export const environmentsDirectory = "environments";

/** All environments; a {@link CommandError} with the whole report when a file is wrong. */
export function loadOrExplain(directory = environmentsDirectory): LoadedEnvironment[] {
  const result = loadEnvironments(directory);
  if (result.ok) return result.environments;
  throw new CommandError(2, formatProblems(result.problems).trimEnd());
}

/** The environment of that name; a {@link CommandError} that names the others when there is none. */
export function chosen(
  environments: readonly LoadedEnvironment[],
  name: string,
): LoadedEnvironment {
  const found = environments.find((environment) => environment.name === name);
  if (found) return found;
  throw new CommandError(
    2,
    `There is no environment ${name}.${suggestion(environments, name)} There are: ${list(environments)}.`,
  );
}

/** The same for a word that could have been a file as well. */
export function neitherFileNorEnvironment(
  environments: readonly LoadedEnvironment[],
  word: string,
): CommandError {
  return new CommandError(
    2,
    `${printable(word)} is neither a file nor an environment.${suggestion(environments, word)} The environments are: ${list(environments)}.`,
  );
}

function list(environments: readonly LoadedEnvironment[]): string {
  return environments.map(({ name }) => name).join(", ");
}

/** The name that was probably meant: at most three letters away. */
function suggestion(environments: readonly LoadedEnvironment[], word: string): string {
  const nearest = closest(
    word,
    environments.map(({ name }) => name),
  );
  return distance(word, nearest) <= 3 ? ` Did you mean ${nearest}?` : "";
}
