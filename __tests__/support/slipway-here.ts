import { main } from "../../src/cli/main";
import { memoryTerminal } from "./memory-terminal";
import type { SlipwayRun } from "./run-slipway";

/**
 * Runs `slipway` as `runSlipway` does, but in this process, which has loaded long since what a process of its own loads first: that takes
 * a second of it. For tests of what a command does; what a whole process does (its start, its streams, a signal) is for `runSlipway`.
 */
export async function slipwayHere(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<SlipwayRun> {
  const caller = { folder: process.cwd(), env: { ...process.env } };
  const { PATH = "" } = process.env;
  const terminal = memoryTerminal();
  process.chdir(folder);
  setEnvironment({ PATH, HOME: folder, AWS_EC2_METADATA_DISABLED: "true", ...env });
  try {
    await main([process.execPath, "slipway", ...args], terminal);
  } finally {
    process.chdir(caller.folder);
    setEnvironment(caller.env);
  }
  return { code: terminal.code(), stdout: terminal.stdout(), stderr: terminal.stderr() };
}

function setEnvironment(variables: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, variables);
}
