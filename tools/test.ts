import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { inLog, runPackage } from "./run-package";

const biomeArguments = ["ci", ".", ...(inLog ? ["--colors=off"] : [])];
// More checkers each work out the SDK's types anew, and the memory that is not looked through is given back a moment later: half the processor time.
const typesArguments = ["--noEmit", "--singleThreaded"];
const typesMemory = "node_modules/.cache/slipway/types.tsbuildinfo";
const seldomGarbage = { GOGC: "800" };

/** `npm test`: format and lint beside types, then tests where both are right; ends with the tally. */
async function main(testArguments: readonly string[]): Promise<void> {
  const checks = await Promise.all([
    runPackage("@biomejs/biome", "bin/biome", biomeArguments),
    runPackage("typescript", "bin/tsc", [...typesArguments, ...remembered()], {
      env: seldomGarbage,
    }),
  ]);
  const tests = checks.every(({ passed }) => passed)
    ? await runPackage("vitest", "vitest.mjs", ["run", ...testArguments])
    : undefined;
  process.exitCode = tests?.passed ? 0 : 1;
  console.log(tests?.report ?? "0 passed, 1 failed, 0 skipped");
}

/** What was right and is as it was is not checked again: the second run takes two seconds, not six. */
function remembered(): readonly string[] {
  try {
    mkdirSync(dirname(typesMemory), { recursive: true });
    closeSync(openSync(typesMemory, "a"));
  } catch {
    return []; // The compiler takes it for an error when it cannot write what it would remember.
  }
  return ["--incremental", "--tsBuildInfoFile", typesMemory];
}

main(process.argv.slice(2));
