import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";

const project = resolve(__dirname, "../..");

/** What a run of `slipway` left. */
export interface SlipwayRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
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
