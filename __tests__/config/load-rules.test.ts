import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadEnvironments } from "../../src/config/load";
import { formatProblems } from "../../src/config/problem";
import { groupRules, pairRules, rules } from "../../src/config/rules";
import { loadFiles, reportOn } from "../support/environment-files";
import { exampleText, exampleTextOf } from "../support/example-environment";

const shown = (files: Record<string, string>) =>
  reportOn(files).replace(/\n\d+ problems? in \d+ files?; nothing was written\n$/, "");
const change = (text: string, changes: Record<string, string>) =>
  Object.entries(changes).reduce((result, [from, to]) => {
    expect(result).toContain(from);
    return result.replace(from, to);
  }, text);

test("what a rule finds is reported where the setting is", () => {
  const text = change(exampleText, { "memoryMiB: 1024": "memoryMiB: 512" });
  expect(shown({ "shop-dev.yaml": text })).toBe(
    `environments/shop-dev.yaml:70:14  service.memoryMiB: must be one of 1024, 2048, 3072, 4096 with cpuUnits 512, got 512
    the nearest that Fargate sells is 1024; more memory may need more CPU
`,
  );
});

test("one wrong setting does not hide what is wrong with the others of its section", () => {
  const text = change(exampleText, {
    "port: 8080": "port: 0",
    "tasksMin: 1": "tasksMin: 9",
    "LOG_LEVEL: info": "LOG_LEVEL: 1",
    'PORT: "8080"': "API_TOKEN: abc",
  });
  expect(shown({ "shop-dev.yaml": text })).toMatch(
    new RegExp(
      [
        /^.*:72:9 {2}service\.port: must be a whole number.*\n.*\n/,
        /.*:76:13 {2}service\.tasksMin: must be at most tasksMax, which is 2, got 9\n.*\n/,
        /.*:83:16 {2}service\.variables\.LOG_LEVEL: must be text.*\n {4}put it in quotes: "1"\n$/,
      ]
        .map((line) => line.source)
        .join(""),
    ),
  );
});

test("a secret among the variables is not printed, also where its value is no text", () => {
  const report = shown({
    "shop-dev.yaml": change(exampleText, { "LOG_LEVEL: info": "DB_PASSWORD: 47114711" }),
  });
  expect(report).toMatch(
    /service\.variables\.DB_PASSWORD: must be text.*, got a value that stays out of this report\n {4}put it under secrets\.variables, without its value\n/,
  );
  expect(report).not.toContain("4711");
});

test("a rule does not judge a setting that the schema refused, nor a missing, misspelt or repeated one", () => {
  const refused = [
    { "memoryMiB: 1024": "memoryMiB: many" },
    { "  memoryMiB: 1024\n": "" },
    { "memoryMiB: 1024": "memoryMib: 1024" },
    { "memoryMiB: 1024": "memoryMiB: 1024\n  memoryMiB: 512" },
    { "service:\n": "service: 1\nservices:\n" },
    { "cluster:\n": "cluster: x\nclusters:\n" },
  ];
  for (const changes of refused) {
    const lines = shown({ "shop-dev.yaml": change(exampleText, changes) }).match(/^env/gm);
    expect(lines).toHaveLength("service:\n" in changes || "cluster:\n" in changes ? 2 : 1);
  }
});

test("what two files both claim is reported in the second, with the name of the first", () => {
  const prod = change(exampleTextOf("prod"), { "name: shop/prod": "name: shop/dev" });
  expect(shown({ "shop-prod.yaml": prod, "shop-dev.yaml": exampleText })).toBe(
    `environments/shop-prod.yaml:62:9  repository.name: must not be used twice, shop-dev has it, got shop/dev
    give each environment its own
`,
  );
});

test("an environment may mirror another that has a file, and no other", () => {
  const dev = change(exampleText, { "mirrors: null": "mirrors: shop-prod" });
  expect(loadFiles({ "shop-dev.yaml": dev, "shop-prod.yaml": exampleTextOf("prod") }).ok).toBe(
    true,
  );
  expect(shown({ "shop-dev.yaml": dev })).toBe(
    `environments/shop-dev.yaml:4:10  mirrors: must be an environment with a file here, got shop-prod
    there are shop-dev
`,
  );
});

test("a mirrored file that cannot be read does not bring the report down", () => {
  const dev = change(exampleText, { "mirrors: null": "mirrors: shop-prod" });
  expect(shown({ "shop-dev.yaml": dev, "shop-prod.yaml": "a: [" })).toBe(
    `environments/shop-prod.yaml:1:5  is not YAML: flow sequence in block collection must be sufficiently indented and end with a ]
    look for a missing quote, bracket or colon in this line or the one before
`,
  );
});

test.each(["message", "fix", "oops"])(
  "a wrong key %s in a mirrored file hides nothing else",
  (key) => {
    const dev = change(exampleText, { "mirrors: null": "mirrors: shop-prod" });
    const prod = change(exampleTextOf("prod"), { "mirrors: null": "mirrors: shop-test" });
    const files = { "shop-dev.yaml": dev, "shop-prod.yaml": `${prod}${key}: x\n` };
    expect(shown({ ...files, "shop-test.yaml": exampleTextOf("test") })).toContain(
      "shop-dev.yaml:4:10  mirrors: must not be an environment that mirrors another, shop-prod mirrors shop-test\n",
    );
  },
);

test("every rule that a section exports is in the list", () => {
  const folder = join(__dirname, "../../src/config");
  const exported = readdirSync(folder)
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => [
      ...readFileSync(join(folder, file), "utf8").matchAll(
        /^export const (\w+): (?:EnvironmentRule|PairRule|GroupRule) =/gm,
      ),
    ])
    .map(([, name]) => name);
  expect([...rules, ...pairRules, ...groupRules].map((rule) => rule.name).sort()).toEqual(
    exported.sort(),
  );
  expect(exported.length).toBeGreaterThan(29);
});

test("the environments of this project are right, and so are the tests'", () => {
  for (const directory of ["environments", "__tests__/fixtures/environments"]) {
    const result = loadEnvironments(directory);
    expect(result.ok ? "" : formatProblems(result.problems)).toBe("");
  }
});
