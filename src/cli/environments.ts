import { closest, distance } from "fastest-levenshtein";
import { type LoadedEnvironment, loadEnvironments } from "../environment/load";
import { formatProblems } from "../environment/report";
import { CommandError } from "./command-error";

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
  const names = environments.map((environment) => environment.name);
  throw new CommandError(
    2,
    `There is no environment ${name}.${suggestion(name, names)} There are: ${names.join(", ")}.`,
  );
}

/** The name that was probably meant: at most three letters away. */
function suggestion(name: string, names: readonly string[]): string {
  const nearest = closest(name, names);
  return distance(name, nearest) <= 3 ? ` Did you mean ${nearest}?` : "";
}
