import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join, resolve } from "node:path";

const project = resolve(__dirname, "../..");

/** What a run of `slipway` left. */
export interface SlipwayRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of the committed environment files in a folder of the caller's own, for {@link runSlipway}. */
export function copyEnvironments(folder: string): void {
  cpSync(join(project, "environments"), join(folder, "environments"), { recursive: true });
}

/** Runs `slipway` as a process of its own in a folder, with nothing of this machine's AWS in its surroundings. */
export function runSlipway(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): SlipwayRun {
  const { PATH = "" } = process.env;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(project, "bin/slipway.js"), ...args],
    {
      cwd: folder,
      encoding: "utf8",
      env: { PATH, HOME: folder, AWS_EC2_METADATA_DISABLED: "true", ...env },
    },
  );
  return { code: status, stdout, stderr };
}
