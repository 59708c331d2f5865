import type { LoadedEnvironment } from "../config/load";

/** Where the Terraform of every environment is written, from the folder in which people and pipelines run `slipway`; cdktf's own place. */
export const outputDirectory = "cdktf.out";

/** Writes the Terraform of every environment to {@link outputDirectory}; what stands there stays when it cannot be written whole. */
export async function writeStacks(environments: readonly LoadedEnvironment[]): Promise<void> {
  const { synthesize } = await import("../stack/app");
  const { replaceOutput } = await import("../operate/replace-output");
  replaceOutput(outputDirectory, (folder) => synthesize(environments, folder));
}

/** Writes the Terraform of some environments to {@link outputDirectory}, beside that of the others which stands there. */
export async function writeSomeStacks(environments: readonly LoadedEnvironment[]): Promise<void> {
  const { synthesize } = await import("../stack/app");
  const { replaceOutput } = await import("../operate/replace-output");
  replaceOutput(outputDirectory, (folder) => synthesize(environments, folder), "others stay");
}
