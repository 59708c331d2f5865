import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";

// Both programs colour a pipe too unless told otherwise, each in its own way.
const inLog = !process.stdout.isTTY;
const plainInLogs = inLog ? { NO_COLOR: "1" } : {};
const biomeArguments = ["ci", ".", ...(inLog ? ["--colors=off"] : [])];

/** Runs a package's program on this terminal; gives its exit code and what its reporter told last. */
async function run(packageName: string, program: string, args: readonly string[]) {
  const path = join(dirname(require.resolve(`${packageName}/package.json`)), program);
  const child = spawn(process.execPath, [path, ...args], {
    env: { ...process.env, ...plainInLogs },
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  let told: unknown;
  child.on("message", (message) => {
    told = message;
  });
  const [code] = await once(child, "close");
  return { passed: code === 0, told };
}

/** `npm test`: format and lint, types, tests. Stops at the first that fails; ends with the tally. */
async function main(testArguments: readonly string[]): Promise<void> {
  const checked =
    (await run("@biomejs/biome", "bin/biome", biomeArguments)).passed &&
    (await run("typescript", "bin/tsc", ["--noEmit"])).passed;
  const tests = checked ? await run("vitest", "vitest.mjs", ["run", ...testArguments]) : undefined;
  process.exitCode = tests?.passed ? 0 : 1;
  console.log(tests?.told ?? "0 passed, 1 failed, 0 skipped");
}

main(process.argv.slice(2));
