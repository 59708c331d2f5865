import { spawnSync } from "node:child_process";

/** What a run of Terraform left. */
export interface TerraformRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Lets Terraform and its provider collect garbage a quarter as often: reading the provider's schema, which every command does, makes half a
 * gigabyte of it, and a plan then takes half the processor time. From 1280 MiB on it collects as it must, so that worlds beside each other fit into memory.
 * @see https://pkg.go.dev/runtime#hdr-Environment_Variables
 */
export const lessGarbageCollection = { GOGC: "400", GOMEMLIMIT: "1280MiB" };

/** Runs Terraform in a folder, without colour and without asking its vendor for news. */
export function runTerraform(
  terraform: string,
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): TerraformRun {
  const { status, stdout, stderr } = spawnSync(terraform, [...args, "-no-color"], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    env: {
      ...process.env,
      ...lessGarbageCollection,
      CHECKPOINT_DISABLE: "1",
      TF_IN_AUTOMATION: "1",
      ...env,
    },
  });
  return { status, stdout, stderr };
}
