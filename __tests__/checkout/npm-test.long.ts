import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { afterEach, expect, test } from "vitest";

const repository = resolve(__dirname, "../..");
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Runs `npm test`'s script on a project of one source file and one test file. */
function testProject(source: string, body: string, more: Readonly<Record<string, string>> = {}) {
  mkdirSync(join(repository, ".cache"), { recursive: true }); // below node_modules, out of git
  const folder = mkdtempSync(join(repository, ".cache", "project-"));
  folders.push(folder);
  const reporter = join(repository, "__tests__/support/tally-reporter.ts");
  const files = {
    "biome.json": '{ "files": { "includes": ["source.ts"] } }\n',
    "tsconfig.json":
      '{ "compilerOptions": { "strict": true, "noEmit": true }, "files": ["source.ts"] }\n',
    "vitest.config.mjs": `export default { test: { reporters: ["default", ${JSON.stringify(reporter)}] } };\n`,
    "source.ts": source,
    "source.test.ts": `import { test } from "vitest";\n\ntest("source", ${body});\n`,
    ...more,
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const script = join(repository, "tools/test.ts");
  const run = spawnSync(
    process.execPath,
    ["--require", join(repository, "bin/register.js"), script],
    {
      cwd: folder,
      encoding: "utf8",
      env: { PATH: process.env["PATH"] },
    },
  );
  const lines = run.stdout.trimEnd().split("\n");
  return { code: run.status, lastLine: lines.at(-1), said: `${run.stdout}${run.stderr}` };
}

const fine = "export const answer = 42;\n";

test("ends with the tally when all is well", () => {
  expect(testProject(fine, "() => {}")).toMatchObject({
    code: 0,
    lastLine: "1 passed, 0 failed, 0 skipped",
  });
});

test("checks all types anew where it cannot remember which were right", () => {
  const inTheWay = { "node_modules/.cache/slipway": "a file where the folder would be" };
  expect(testProject(fine, "() => {}", inTheWay)).toMatchObject({ code: 0 });
  const wrong = 'export const answer: number = "42";\n';
  expect(testProject(wrong, "() => {}", inTheWay)).toMatchObject({
    code: 1,
    said: expect.stringContaining("TS2322"),
  });
});

test.each([
  ["a test fails", fine, '() => { throw new Error("the reason"); }', "the reason"],
  ["a file is not formatted", "export const answer=42\n", "() => {}", "formatting"],
  ["a type is wrong", 'export const answer: number = "42";\n', "() => {}", "TS2322"],
])("ends with one failure when %s, for those who read only the last line", (...given) => {
  const [, source, body, reason] = given;
  expect(testProject(source, body)).toEqual({
    code: 1,
    lastLine: "0 passed, 1 failed, 0 skipped",
    said: expect.stringContaining(reason),
  });
});
