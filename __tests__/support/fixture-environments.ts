import { cpSync, existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { chosen, loadOrExplain } from "../../src/config/environments-folder";
import type { LoadedEnvironment } from "../../src/config/load";
import type { Environment } from "../../src/config/schema";

/**
 * The environment files of the tests, in a folder like a project's. They began as the committed ones and keep their names; the committed `environments/` are
 * the users' to edit, and no test depends on what is in them.
 */
export const fixtureProject = resolve(__dirname, "../fixtures");
/** Folder of their files. */
export const fixtureEnvironmentsFolder = join(fixtureProject, "environments");

/** The tests' environments, each the caller's own. */
export function fixtureEnvironments(): LoadedEnvironment[] {
  return loadOrExplain(fixtureEnvironmentsFolder);
}

/** The one of that name. */
export function fixtureEnvironment(name: string): Environment {
  return chosen(fixtureEnvironments(), name).environment;
}

/** The text of its file. */
export function fixtureText(name: string): string {
  return readFileSync(join(fixtureEnvironmentsFolder, `${name}.yaml`), "utf8");
}

/** Puts the tests' environment files into `environments/` of a folder of the caller's own. */
export function copyEnvironments(folder: string): void {
  cpSync(fixtureEnvironmentsFolder, join(folder, "environments"), { recursive: true });
}

/** Whether documents may name a file that is not there, because it is of one of these environments, which an owner may have removed. */
export function isOfRemovedEnvironment(path: string): boolean {
  const [, name = ""] =
    /^(?:environments\/(?:addresses\/)?|docs\/(?:access|environments)\/)([\w-]+)\.\w+$/.exec(
      path,
    ) ?? [];
  return (
    existsSync(join(fixtureEnvironmentsFolder, `${name}.yaml`)) &&
    !existsSync(`environments/${name}.yaml`)
  );
}
