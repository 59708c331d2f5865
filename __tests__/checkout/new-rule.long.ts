import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyRepository } from "../support/repository-copy";

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-new-rule-"));
  copyRepository(folder);
  for (const path of [
    "__tests__/review/rules/catalogue.test.ts",
    "__tests__/review/support",
    "__tests__/fixtures/terraform",
    "biome.json",
    "tsconfig.json",
  ]) {
    cpSync(path, join(folder, path), { recursive: true });
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(program: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  return { status, stdout, stderr };
}

const newRule = (...words: readonly string[]) =>
  run("--require", "./bin/register.js", "tools/new-rule.ts", ...words);
const read = (path: string) => readFileSync(join(folder, path), "utf8");
const rules = "src/review/rules";
const rule = `${rules}/outage/queue-shortened.ts`;
const usage =
  "Usage: npm run new:rule CLASS NAME, such as outage queue-shortened. The classes: data-loss, exposure, outage, privilege, safety.";
const aName =
  "A rule's name is what the plan does, in lower-case words with hyphens, such as bucket-opened; not";
const isThere = "exists and is left as it is.";
const ownTest = "__tests__/review/rules/outage/queue-shortened.test.ts";
const takenTest = "__tests__/review/rules/safety/watched-less.test.ts";

/** How many of the copy's tests fail, by their names. */
function failures(): readonly string[] {
  const { stdout } = run(
    "node_modules/vitest/vitest.mjs",
    "run",
    "--dir=__tests__",
    "--reporter=json",
  );
  const report: {
    readonly testResults: readonly {
      readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
    }[];
  } = JSON.parse(stdout);
  const all = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  expect(all.length).toBeGreaterThan(80); // the catalogue has one for each rule
  return all.filter(({ status }) => status !== "passed").map(({ fullName }) => fullName);
}

describe("npm run new:rule, as CONTRIBUTING has it", () => {
  test("makes a rule whose test fails until it is written, and passes then; the catalogue holds it to the rest", () => {
    const made = newRule("outage", "queue-shortened");

    expect(made).toEqual({
      status: 0,
      stderr: "",
      stdout: `${rule}\n${ownTest}\nsrc/review/rules/index.ts\ndocs/review.md\nnext: fill in what says TODO, then npx vitest run ${ownTest}\n`,
    });
    const biome = run(
      "node_modules/@biomejs/biome/bin/biome",
      ...["ci", "--vcs-enabled=false", rule, ownTest, `${rules}/index.ts`],
    );
    expect(biome.status, biome.stderr).toBe(0);
    expect(failures()).toEqual([
      "no rule and no row of the manual waits to be written",
      "queue-shortened refuses TODO",
      "queue-shortened refuses what is known only after the apply",
    ]);

    fillIn();

    expect(failures()).toEqual([]);
  }, 120_000);

  test.each([
    [["outages", "queue-lost"], `There is no class outages. ${usage}`],
    [["plan", "queue-lost"], `There is no class plan. ${usage}`],
    [[], usage],
    [["outage"], usage],
    [["outage", "QueueLost"], `${aName} QueueLost.`],
    [["outage", "../../queue"], `${aName} ../../queue.`],
    [["outage", "catalogue"], `${aName} catalogue.`],
    [["safety", "bucket-opened"], `${rules}/exposure/bucket-opened.ts ${isThere}`],
    [["safety", "refresh-only"], `${rules}/plan/refresh-only.ts ${isThere}`],
    [["safety", "watched-less"], `${takenTest} ${isThere}`],
  ])("refuses %j and writes nothing", (words, message) => {
    const before = read(`${rules}/index.ts`);
    mkdirSync(join(folder, dirname(takenTest)), { recursive: true });
    writeFileSync(join(folder, takenTest), "");

    expect(newRule(...words)).toEqual({ status: 2, stdout: "", stderr: `${message}\n` });
    expect(read(`${rules}/index.ts`)).toBe(before);
    rmSync(join(folder, takenTest));
  });
});

/** What a person writes in place of each TODO. */
function fillIn(): void {
  const replace = (path: string, ...pairs: readonly (readonly [string, string])[]) => {
    const text = pairs.reduce((now, [from, to]) => now.replaceAll(from, to), read(path));
    expect(text).not.toContain("TODO");
    writeFileSync(join(folder, path), text);
  };
  replace(
    rule,
    ['"aws_TODO"', '"aws_sqs_queue"'],
    ['"TODO")', '"message_retention_seconds")'],
    ["will === was;", "Number(will) >= Number(was);"],
    ['refuse("message_retention_seconds")', 'refuse("keeps messages for less time")'],
    ["TODO: what the plan does, in one sentence.", "A queue keeps its messages for less time."],
    ["TODO: why it matters, in a sentence or two.", "What waits longer than that is lost."],
    ["TODO: what to do instead.", "Keep the time, and find out why they wait."],
  );
  replace(
    ownTest,
    ["// TODO: the attributes that the rule reads, cut out of a real plan.\n", ""],
    ['attribute: "safe"', "message_retention_seconds: 600"],
    ['attribute: "not safe"', "message_retention_seconds: 60"],
    ["{ attribute: true }", "{ message_retention_seconds: true }"],
    ["refused: TODO", "refused: keeps messages for less time"],
    ["refuses TODO", "refuses a shorter time"],
    ["aws_TODO", "aws_sqs_queue"],
  );
  replace("docs/review.md", ["| TODO |", "| A queue that keeps messages for less time. |"]);
}
