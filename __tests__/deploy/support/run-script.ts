import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Where the kit's scripts are, as a person types it. */
export const folder = "deploy/aws/scripts";

/** The scripts of the kit that a person starts. */
export const scripts = ["create-ecr-repository.sh", "build-and-push.sh", "deploy-service.sh"];

/** What a script ended with. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, whatever that is; `env` replaces variables of this process. */
export async function runProgram(
  path: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const run = promisify(execFile)(path, words, { env: { ...process.env, ...env } });
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: Ended) => ({ code, stdout, stderr }),
  );
}

/** Runs a script of this repository. */
export function runScript(script: string, ...words: string[]): Promise<Ended> {
  return runProgram(`${folder}/${script}`, words);
}
