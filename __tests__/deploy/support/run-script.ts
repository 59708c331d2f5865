import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { useRepositoryCopy } from "../../support/repository-copy";

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
  cwd = process.cwd(),
): Promise<Ended> {
  const run = promisify(execFile)(path, words, { cwd, env: { ...process.env, ...env } });
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: Ended) => ({ code, stdout, stderr }),
  );
}

/** Runs scripts in a copy of the repository, which has the tests' environments. */
export function useScripts() {
  const copy = useRepositoryCopy();
  return {
    /** The copy's folder. */
    home: () => copy().folder,
    /** Runs a script as a person does there. */
    runScript: (script: string, ...words: string[]): Promise<Ended> =>
      runProgram(`${folder}/${script}`, words, {}, copy().folder),
  };
}
