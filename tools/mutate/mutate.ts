import { spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, relative, resolve } from "node:path";
import CliTable from "cli-table3";
import { type Mutant, mutantsOf, withMutant } from "./mutants";
import type { Run } from "./run";
import { type NamedTable, tables } from "./tables";

/** A mutant of a table, and what became of it. */
interface Tried extends Mutant {
  readonly path: string;
  is: "killed" | "survived" | "equivalent" | "no types" | "left out";
}

const longestSilenceSeconds = 120;

/** `npm run mutate [table…] [--every=N]`: changes every row of the named tables, one at a time, and says which changes no test noticed. */
async function main(given: readonly string[]): Promise<void> {
  const every = Number(
    given.find((one) => one.startsWith("--every="))?.slice("--every=".length) ?? 1,
  );
  const names = given.filter((one) => !one.startsWith("--every="));
  const unknown = names.filter((name) => !tables.some((table) => table.name === name));
  if (unknown.length > 0) {
    throw new Error(`no table ${unknown}; there are: ${tables.map(({ name }) => name).join(", ")}`);
  }
  const rows = new CliTable({
    head: ["table", "mutants", "killed", "survived"],
    style: { head: [], border: [] },
  });
  const all: Tried[] = [];
  for (const table of tables.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const tried = await tryTable(table, every);
    all.push(...tried);
    rows.push([table.name, ...counts(tried)]);
    for (const { path, line, change } of tried.filter(({ is }) => is === "survived")) {
      console.log(`${path}:${line}  ${change}`);
    }
  }
  console.log(`${rows}\n\nscore: ${score(all)} % of ${counts(all)[0]} mutants`);
}

function counts(tried: readonly Tried[]): number[] {
  const count = (what: Tried["is"]) => tried.filter(({ is }) => is === what).length;
  return [count("killed") + count("survived"), count("killed"), count("survived")];
}

function score(tried: readonly Tried[]): string {
  const [mutants = 0, killed = 0] = counts(tried);
  return ((killed / mutants) * 100).toFixed(1);
}

/** Tries every mutant of a table, or every second, third, …, two at a time. */
export async function tryTable(table: NamedTable, every = 1): Promise<readonly Tried[]> {
  const files = filesOf(table.sources);
  const tests = filesOf(table.tests).map((path) => resolve(path));
  const found = files.map((path) => ({ path, mutants: mutantsOf(readFileSync(path, "utf8")) }));
  const tried: Tried[] = found.flatMap(({ path, mutants }) =>
    mutants.map((mutant) => ({ ...mutant, path, is: "survived" as const })),
  );
  markEquivalent(table, tried);
  for (const [number, one] of tried.entries()) if (number % every !== 0) one.is = "left out";

  mkdirSync(".cache", { recursive: true });
  const folder = mkdtempSync(resolve(".cache/mutate-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  try {
    let first = 0;
    const run: Run = {
      files: found.map(({ path, mutants }) => {
        first += mutants.length;
        return { path, first: first - mutants.length };
      }),
    };
    writeFileSync(join(folder, "run.json"), JSON.stringify(run));
    const helper = relative(folder, resolve("tools/mutate/with-mutant"));
    const write = (mutant: number, by: readonly string[]) =>
      writeFileSync(
        join(folder, `${mutant}.test.ts`),
        `import { runWithMutant } from "${helper}";\nawait runWithMutant(${mutant}, ${JSON.stringify(by)});\n`,
      );

    write(-1, tests);
    const unchanged = (await runTests(folder)).get(-1);
    if (unchanged?.is !== "survived") {
      throw new Error(`${table.name}: the tests fail without a mutant: ${unchanged?.by}`);
    }
    rmSync(join(folder, "-1.test.ts"));

    // Most are noticed by the tests of their own file; all tests are asked about the others.
    const ownTests = new Map(files.map((path) => [path, testsOf(path, tests)]));
    const unsure = new Set<number>();
    const waiting = new Set(tried.keys());
    for (const [mutant, { is, path }] of tried.entries()) {
      const own = ownTests.get(path) ?? [];
      if (is !== "survived") waiting.delete(mutant);
      else write(mutant, own.length > 0 ? own : tests);
      if (own.length > 0 && own.length < tests.length) unsure.add(mutant);
    }
    while (waiting.size > 0) {
      const results = await runTests(folder);
      // What was begun and never ended, hangs or ends its process: noticed, by whoever waits.
      if (results.size === 0) throw new Error(`${table.name}: the tests did not run`);
      for (const [mutant, { is }] of results) {
        if (is === "survived" && unsure.delete(mutant)) {
          write(mutant, tests);
          continue;
        }
        (tried[mutant] as Tried).is = is === "survived" ? "survived" : "killed";
        rmSync(join(folder, `${mutant}.test.ts`), { force: true });
        waiting.delete(mutant);
      }
    }
    await markWithoutTypes(folder, tried);
    return tried;
  } finally {
    remove();
    process.off("exit", remove);
  }
}

/** The tests that import the file themselves. */
function testsOf(path: string, tests: readonly string[]): readonly string[] {
  const name = path.replace(/^src\//, "/src/").replace(/\.ts$/, '"');
  return tests.filter((test) => readFileSync(test, "utf8").includes(name));
}

function markEquivalent(
  { name, equivalent = [], shortensSearchFrom = Number.POSITIVE_INFINITY }: NamedTable,
  tried: readonly Tried[],
): void {
  for (const one of tried) {
    if ((one.mostRepeats ?? 0) >= shortensSearchFrom) one.is = "equivalent";
  }
  for (const { mutant } of equivalent) {
    const those = tried.filter(({ path, change }) => `${path}: ${change}`.includes(mutant));
    if (those.length === 0) throw new Error(`${name}: no mutant is "${mutant}" any more`);
    for (const one of those) one.is = "equivalent";
  }
}

/** What survived and does not compile counts for nothing: each stands as a file beside its original, in a copy, for one run of `tsc`. */
async function markWithoutTypes(folder: string, tried: readonly Tried[]): Promise<void> {
  const survivors = [...tried.entries()].filter(([, { is }]) => is === "survived");
  if (survivors.length === 0) return;
  const isCode = (path: string) => statSync(path).isDirectory() || path.endsWith(".ts");
  for (const top of new Set(survivors.map(([, { path }]) => path.split("/")[0] as string))) {
    cpSync(top, join(folder, top), { recursive: true, filter: isCode });
  }
  const files = survivors.map(([number, mutant]) => {
    const file = mutant.path.replace(/\.ts$/, `.mutant-${number}.ts`);
    writeFileSync(join(folder, file), withMutant(readFileSync(mutant.path, "utf8"), mutant));
    return file;
  });
  const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: resolve("tsconfig.json"), compilerOptions, include: [], files }),
  );
  const tsc = spawnSync(
    process.execPath,
    [resolve("node_modules/typescript/bin/tsc"), "--project", folder, "--pretty", "false"],
    { encoding: "utf8", maxBuffer: 1e9 },
  );
  if (tsc.status === null) throw new Error(`tsc did not run: ${tsc.error?.message}`);
  for (const [, number] of tsc.stdout.matchAll(/\.mutant-(\d+)\.ts\(/g)) {
    (tried[Number(number)] as Tried).is = "no types";
  }
}

type Results = ReadonlyMap<number, { readonly is: string; readonly by: string }>;

/** Runs what is in the folder; ends when nothing happens for long, and gives what was begun till then. */
async function runTests(folder: string): Promise<Results> {
  const file = join(folder, "results.jsonl");
  writeFileSync(file, "");
  const config = resolve("tools/mutate/vitest.config.ts");
  const child = spawn(
    process.execPath,
    [resolve("node_modules/vitest/vitest.mjs"), "run", "--config", config, "--root", process.cwd()],
    {
      env: { ...process.env, MUTATE_FOLDER: folder },
      stdio: ["ignore", "inherit", "inherit"],
      detached: true,
    },
  );
  const end = () => process.kill(-(child.pid as number), "SIGKILL");
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const stop = () => {
    end();
    process.exit(130);
  };
  for (const signal of signals) process.once(signal, stop);
  let seen = 0;
  let last = Date.now();
  const watch = setInterval(() => {
    const { length } = readFileSync(file, "utf8");
    if (length > seen) [seen, last] = [length, Date.now()];
    else if (Date.now() - last > longestSilenceSeconds * 1000) end();
  }, 1000);
  await new Promise((done) => child.once("close", done));
  clearInterval(watch);
  for (const signal of signals) process.off(signal, stop);
  const results = new Map<number, { is: string; by: string }>();
  for (const line of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
    const { mutant, ...result } = JSON.parse(line);
    results.set(mutant, result);
  }
  return results;
}

/** The files of the globs, sorted; a glob that matches nothing is an error. */
export function filesOf(globs: readonly string[]): string[] {
  const found = globs.flatMap((glob) => {
    const top = glob.slice(0, glob.search(/[^/]*[*]|[^/]*$/));
    const pattern = new RegExp(
      `^${glob
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replace(/\*\*\/|\*/g, (star) => (star === "*" ? "[^/]*" : "(?:.*/)?"))}$`,
    );
    const paths = existsSync(top) ? readdirSync(top, { recursive: true, encoding: "utf8" }) : [];
    const matching = paths.map((path) => join(top, path)).filter((path) => pattern.test(path));
    if (matching.length === 0) throw new Error(`${glob} matches no file: follow what was moved`);
    return matching;
  });
  return [...new Set(found)].sort();
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 2;
  });
}
