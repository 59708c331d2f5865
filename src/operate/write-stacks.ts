import { CommandError } from "../base/errors";
import type { LoadedEnvironment } from "../config/load";
import { outputDirectory } from "../contract/written-stacks";

/** Writes the Terraform of every environment to {@link outputDirectory}; what stands there stays when it cannot be written whole. */
export function writeStacks(environments: readonly LoadedEnvironment[]): Promise<void> {
  return write(environments, "others go");
}

/** Writes the Terraform of some environments to {@link outputDirectory}, beside that of the others which stands there. */
export function writeSomeStacks(environments: readonly LoadedEnvironment[]): Promise<void> {
  return write(environments, "others stay");
}

async function write(
  environments: readonly LoadedEnvironment[],
  others: "others go" | "others stay",
): Promise<void> {
  const { readProjectSettings } = await import("../config/project-settings");
  const project = readProjectSettings();
  if (!project.ok) throw new CommandError(2, project.problem);
  const { synthesize } = await import("../stack/app");
  const { loadOwnMain } = await import("../config/own-main");
  loadOwnMain();
  const { replaceOutput } = await import("./replace-output");
  replaceOutput(
    outputDirectory,
    (folder) => synthesize(environments, folder, project.settings),
    others,
  );
}
