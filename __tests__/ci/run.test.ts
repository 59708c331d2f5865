import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { useTemporaryFolder } from "../support/temporary-folder";

const project = resolve(__dirname, "../..");
const folder = useTemporaryFolder();

beforeEach(() => {
  mkdirSync(join(folder(), ".ci"));
  mkdirSync(join(folder(), "__tests__/support/python"), { recursive: true });
  copyFileSync(join(project, ".ci/run"), join(folder(), ".ci/run"));
  writeFileSync(join(folder(), "__tests__/support/python/pins.txt"), "");
  program(".ci/install-tools", "exit 0");
});

function program(path: string, script: string): void {
  mkdirSync(join(folder(), path, ".."), { recursive: true });
  writeFileSync(join(folder(), path), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder(), path), 0o755);
}

/** Runs `.ci/run` with an `npm` that says and does what is given for each command, by its words. */
function run(byCommand: Readonly<Record<string, string>>, tools = "exit 0") {
  const cases = Object.entries(byCommand).map(
    ([words, script]) => `${words === "*" ? words : `'${words}'`}) ${script} ;;`,
  );
  program("bin/npm", `echo "$*" >> '${folder()}/called'\ncase "$*" in\n${cases.join("\n")}\nesac`);
  program(".ci/install-tools", tools);
  const { status, stdout } = spawnSync(join(folder(), ".ci/run"), {
    encoding: "utf8",
    env: { PATH: `${join(folder(), "bin")}:${process.env["PATH"]}`, HOME: folder() },
  });
  const lines = stdout.trimEnd().split("\n");
  const begun = lines.findLastIndex((line) => line.startsWith("--- "));
  return { code: status, lastLine: lines.at(-1), ending: lines.slice(begun + 1).join("\n") };
}

const called = () => readFileSync(join(folder(), "called"), "utf8").trim().split("\n");
const everyTest = Object.keys(
  JSON.parse(readFileSync(join(project, "package.json"), "utf8")).scripts,
)
  .filter((name) => name.startsWith("test:"))
  .sort();

test("runs every test command of the package and adds their tallies", () => {
  const tally = "echo '2 passed, 0 failed, 1 skipped'";
  const { code, lastLine } = run({ ci: "true", "*": tally });
  const runs = called().filter((words) => words.startsWith("run "));
  expect(runs.map((words) => words.split(" ").at(-1)).sort()).toEqual(everyTest);
  const count = runs.length + 1;
  expect({ code, lastLine }).toEqual({
    code: 0,
    lastLine: `${2 * count} passed, 0 failed, ${count} skipped`,
  });
});

test("runs the long tests although the short ones failed, and fails", () => {
  const { code, lastLine } = run({
    test: "echo '5 passed, 2 failed, 0 skipped'; exit 1",
    "*": "echo '0 passed, 0 failed, 0 skipped'",
  });
  expect({ code, lastLine }).toEqual({ code: 1, lastLine: "5 passed, 2 failed, 0 skipped" });
  expect(called()).toContain("run test:apply");
});

test("says at its end what failed, and where, once more", () => {
  const { ending } = run({
    test: "echo 'failed: sums: expected 3'; echo '5 passed, 1 failed, 0 skipped'; exit 1",
    "run test:apply":
      "echo 'failed: eec-dev > is applied: 400 & more'; echo '0 passed, 1 failed, 2 skipped'; exit 1",
    "run test:package": "echo 'killed'; exit 137",
    "*": "echo '1 passed, 0 failed, 0 skipped'",
  });
  expect(ending).toBe(
    [
      "1 passed, 0 failed, 0 skipped",
      "failed: npm test: sums: expected 3",
      "failed: npm run test:apply: eec-dev > is applied: 400 & more",
      "failed: npm run test:package: ended with code 137, and no tally that says why",
      "9 passed, 3 failed, 2 skipped",
    ].join("\n"),
  );
});

test.each([
  ["ends without a tally", "echo 'killed'"],
  [
    "ends with an error that its tally does not count",
    "echo '0 passed, 0 failed, 0 skipped'; exit 1",
  ],
])("counts a failure when a command %s", (_, script) => {
  const { code, lastLine } = run({ test: script, "*": "echo '1 passed, 0 failed, 0 skipped'" });
  const others = everyTest.length;
  expect({ code, lastLine }).toEqual({
    code: 1,
    lastLine: `${others} passed, 1 failed, 0 skipped`,
  });
});

test.each([
  ["the tools cannot be installed", { "*": "true" }, "exit 1"],
  ["the packages cannot be installed", { ci: "exit 1" }, "exit 0"],
])("fails with a tally when %s", (_, byCommand, tools) => {
  expect(run(byCommand, tools)).toMatchObject({
    code: 1,
    lastLine: "0 passed, 1 failed, 0 skipped",
  });
});

test("demands the provider where the tools hold one", () => {
  const says = 'echo "${SLIPWAY_REQUIRE_PROVIDER:-no} passed, 0 failed, 0 skipped"';
  const asked = (tools: string) =>
    run({ "run test:apply": `${says} >> '${folder()}/said'`, "*": "true" }, tools);
  asked("exit 0");
  asked('mkdir -p "$1/providers"');
  const said = readFileSync(join(folder(), "said"), "utf8");
  expect(said).toBe("no passed, 0 failed, 0 skipped\ntrue passed, 0 failed, 0 skipped\n");
});
