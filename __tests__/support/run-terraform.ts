import { spawnSync } from "node:child_process";

/** What a run of Terraform left. */
export interface TerraformRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

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
    env: { ...process.env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", ...env },
  });
  return { status, stdout, stderr };
}
