import { execFile, execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll } from "vitest";
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

/**
 * Runs scripts in a copy of the repository, which has the tests' environments. With `namesOnce` the names of loan-engine-test, which a script asks of slipway
 * at each start, come from one run of it: for tests of what the scripts make of words and commits.
 */
export function useScripts({ namesOnce = false } = {}) {
  const copy = useRepositoryCopy();
  beforeAll(() => {
    if (namesOnce) remember(copy().folder, ["env", "loan-engine-test"]);
  });
  return {
    /** The copy's folder. */
    home: () => copy().folder,
    /** Runs a script as a person does there. */
    runScript: (script: string, ...words: string[]): Promise<Ended> =>
      runProgram(`${folder}/${script}`, words, {}, copy().folder),
  };
}

/** Has a copy's slipway answer these words with what it answers now, and all others itself. */
function remember(home: string, words: readonly string[]): void {
  const answer = execFileSync("node", ["bin/slipway.js", ...words], {
    cwd: home,
    encoding: "utf8",
  });
  writeFileSync(
    join(home, "bin/slipway.js"),
    `if (process.argv.slice(2).join(" ") === ${JSON.stringify(words.join(" "))}) process.stdout.write(${JSON.stringify(answer)});
else {
  require("./register");
  require("../src/cli/main.ts").main(process.argv);
}
`,
  );
}
