import { CommandError } from "../base/errors";
import type { Terminal } from "../base/terminal";
import type { LoadedEnvironment } from "../config/load";
import type { NewEnvironment } from "../init/draft";
import type { Person } from "./ask";
import { chosen } from "./environments";

/** The name of the environment to copy: asked for until there is one; Enter takes one of the same application, else of the same name. */
export async function likeWhich(
  loaded: readonly LoadedEnvironment[],
  names: Pick<NewEnvironment, "application" | "environment">,
  person: Person | undefined,
  terminal: Terminal,
): Promise<string> {
  const all = loaded.map(({ name }) => name).join(", ");
  if (!person) {
    const message = `--like <environment> is needed where nobody can be asked. There are: ${all}.`;
    throw new CommandError(2, message);
  }
  const nearest = nearestOf(loaded, names);
  for (;;) {
    const given = (await person.ask(`Like which environment (${all}) [${nearest}]: `)).trim();
    try {
      return chosen(loaded, given || nearest).name;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      terminal.out(`  ${error.message}\n`);
    }
  }
}

function nearestOf(
  loaded: readonly LoadedEnvironment[],
  names: Pick<NewEnvironment, "application" | "environment">,
): string {
  const nearest =
    loaded.find(({ environment }) => environment.application === names.application) ??
    loaded.find(({ environment }) => environment.environment === names.environment) ??
    loaded[0];
  return nearest?.name ?? "";
}
