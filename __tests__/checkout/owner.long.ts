import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyEnvironments } from "../support/fixture-environments";
import { workingTree } from "../support/repository-copy";

/** Tests of what is made from `environments/` or names a file of it, and some that would notice if they read it; docs/testing.md says how to try all. */
const readers = [
  "__tests__/cli/commands/env.test.ts",
  "__tests__/tools/environment-docs",
  "__tests__/config/load-rules.test.ts",
  "__tests__/conventions.test.ts",
  "__tests__/docs/links.test.ts",
  "__tests__/docs/requirements.test.ts",
  "__tests__/tools/pictures",
  "__tests__/pipelines/infrastructure.test.ts",
  "__tests__/pipelines/pages.test.ts",
  "__tests__/stack/addresses.test.ts",
  "__tests__/stack/synthesize.test.ts",
  "__tests__/tools/access-table",
  "__tests__/tools/kit/kit-files.test.ts",
];

/** What an owner writes in place of each made-up value, everywhere, so that what the files say of each other stays true. */
const real: readonly (readonly [RegExp, string])[] = [
  [/111111111111/g, "444444444444"],
  [/222222222222/g, "555555555555"],
  [/333333333333/g, "666666666666"],
  [/0a1b2c3d4e5f/g, "0c93e17ab524"],
  [/pl-63a5400a/g, "pl-0570a1d2c3b4e5f69"],
  [/10\.20\.0\.0\/16/g, "10.84.0.0/14"],
  [/198\.51\.100\.0\/24/g, "203.0.113.0/25"],
  [/\bexample\.gov\b/g, "loans.example.gov"],
  [/Z0123456789/g, "Z08861642"],
  [/name: test(?= # placeholder)/g, "name: shared-apps"],
  [/\/ecs\/test\/exec/g, "/aws/ecs/shared-apps/exec"],
  [/loan-engine\/database-url-AbCdEf/g, "shared/loans-db-x1Y2z3"],
  [/example-gov/g, "example-agency"],
  [/jenkins-agent/g, "test-runner"],
  [/eec-developers/g, "portal-developers"],
  [/scanning: basic/g, "scanning: enhanced"],
  [/- \.\/migrate/g, "- bin/migrate-all"],
  [/- \.\/run-tests/g, "- npm\n    - test"],
];
const placeholder = / # placeholder.*$/gm;

let folder: string;
const file = (name: string) => join(folder, "environments", `${name}.yaml`);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-owner-"));
  for (const path of workingTree()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(path, join(folder, path));
  }
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  for (const path of readdirSync(join(folder, "environments")))
    if (path.endsWith(".yaml")) rmSync(join(folder, "environments", path));
  copyEnvironments(folder);
  run("git", "init", "--quiet"); // some tests ask git which files there are
  run("git", "add", ".");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program in the copy as its owner does, with nothing of the run of tests that this is in. */
function run(program: string, ...words: string[]): string {
  const { PATH = "" } = process.env;
  const { status, stdout, stderr } = spawnSync(program, words, {
    cwd: folder,
    encoding: "utf8",
    env: { PATH, HOME: folder, NO_COLOR: "1" },
  });
  expect(status, `${program} ${words.join(" ")}\n${stdout}\n${stderr}`).toBe(0);
  return stdout;
}
const node = (...words: string[]) => run(process.execPath, ...words);
const slipway = (...words: string[]) => node("bin/slipway.js", ...words);
const generate = () => node("--require", "./bin/register.js", "tools/generate.ts");
const vitest = resolve("node_modules/vitest/vitest.mjs");
const runTests = (files: readonly string[]) =>
  node(vitest, "run", "--maxWorkers=1", "--no-cache", ...files);

/** Lines with a placeholder whose value, there or in the line below, is still the made-up one. */
function valuesLeft(before: string, after: string): string[] {
  const left = new Set(after.split("\n"));
  return before.split("\n").filter((line, index, lines) => {
    const [value = "", mark] = line.split(" # placeholder");
    if (mark === undefined) return false;
    return left.has((value.endsWith(":") ? lines[index + 1] : line) ?? "");
  });
}

test("an owner may put values in place of the placeholders and add environments, and the tests stay green", () => {
  for (const name of ["eec-dev", "eec-prod", "loan-engine-test"]) {
    const before = readFileSync(file(name), "utf8");
    const after = real.reduce((text, [made, value]) => text.replace(made, value), before);
    expect(valuesLeft(before, after)).toEqual([]);
    writeFileSync(file(name), after.replace(placeholder, ""));
  }
  slipway("init", "shop", "prod", "--like", "eec-prod", "--host-name", "shop.loans.example.gov");
  slipway("init", "shop", "dev", "--like", "eec-dev", "--host-name", "shop-dev.loans.example.gov");

  const said = generate();

  for (const made of ["docs/access/shop-dev.md", "docs/environments/shop-prod.svg"]) {
    expect(said).toContain(`new: ${made}\n`);
  }
  runTests(readers);
}, 600_000);

test("an owner may remove EEC's environments: what was made for them goes, each by its name, and the tests stay green", () => {
  rmSync(file("eec-dev"));
  rmSync(file("eec-prod"));

  const said = generate();

  for (const name of ["eec-dev", "eec-prod"]) {
    for (const made of [
      `environments/addresses/${name}.txt`,
      `docs/access/${name}.md`,
      `docs/environments/${name}.svg`,
    ]) {
      expect(said).toContain(`removed: ${made}, whose environment has no file any more\n`);
      expect(existsSync(join(folder, made))).toBe(false);
    }
  }
  runTests(readers);
}, 600_000);

test("an owner may remove the environment of the kit, which then stays as it is", () => {
  const kit = readFileSync(join(folder, "deploy/aws/sample.env"), "utf8");
  rmSync(file("loan-engine-test"));

  expect(generate()).toContain(
    "left as it is: deploy/aws/, for there is no environments/loan-engine-test.yaml; tools/generate-kit.ts says for which environment it is made\n",
  );
  expect(readFileSync(join(folder, "deploy/aws/sample.env"), "utf8")).toBe(kit);
  runTests(["__tests__/tools/kit/kit-files.test.ts", "__tests__/docs/requirements.test.ts"]);
}, 600_000);
