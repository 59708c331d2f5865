import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exampleText } from "../support/example-environment";
import { copyRepository } from "../support/repository-copy";
import { runSlipway } from "../support/run-slipway";

const root = mkdtempSync(join(tmpdir(), "preview-"));
const [project, other] = [join(root, "project"), join(root, "other")];
beforeAll(() => {
  for (const folder of [project, other]) mkdirSync(folder);
  mkdirSync(join(project, "environments"));
  writeFileSync(join(project, "environments/shop-dev.yaml"), exampleText);
  copyRepository(other);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The preview of another version, which differs by these texts of its files. */
function preview(changes: Readonly<Record<string, readonly [string, string]>>) {
  const originals = Object.entries(changes).map(([file, [was, is]]) => {
    const path = join(other, file);
    const text = readFileSync(path, "utf8");
    expect(text).toContain(was);
    writeFileSync(path, text.replace(was, is));
    return [path, text] as const;
  });
  try {
    return runSlipway(project, ["upgrade", "--preview", other]);
  } finally {
    for (const [path, text] of originals) writeFileSync(path, text);
  }
}

const next = "next: put that version into package.json, npm install, npm run plan <environment>\n";

test("a version that changes nothing is said to change nothing", () => {
  expect(preview({})).toEqual({
    code: 0,
    stdout: `With slipway 0.1.0 the Terraform of every environment stays the same.\n${next}`,
    stderr: "",
  });
});

test("refuses a version that protects less, as the review of its plan would", () => {
  const { code, stdout } = preview({
    "src/stack/constructs/database.ts": ["deletionProtection: true", "deletionProtection: false"],
  });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^\nshop-dev, with slipway 0\.1\.0:\n/);
  expect(stdout).toContain("aws_db_instance.database");
  expect(stdout).toContain("deletion_protection");
  expect(stdout.endsWith(next)).toBe(true);
});

test("shows what a version adds, and lets it pass", () => {
  const { code, stdout } = preview({
    "src/stack/constructs/image-pointer.ts": ["tier: ", 'tags: { reads: "deployer" }, tier: '],
  });
  expect({ code, names: stdout.includes("aws_ssm_parameter.image") }).toEqual({
    code: 0,
    names: true,
  });
});

const renamed = ['new ImagePointer(this, "image"', 'new ImagePointer(this, "released"'] as const;

test("an address that a version moves is no object that goes and none that comes", () => {
  const { code, stdout } = preview({
    "src/stack/environment-stack.ts": renamed,
    "src/stack/moved.ts": [
      "moves: readonly Move[] = []",
      'moves: readonly Move[] = [{ from: "aws_ssm_parameter.image", to: "aws_ssm_parameter.released" }]',
    ],
  });
  expect({ code, moved: /moves?.*aws_ssm_parameter\.image/.test(stdout) }).toEqual({
    code: 0,
    moved: true,
  });
});

test("knows whom the file lets become a role that a version makes anew", () => {
  const { stdout } = preview({
    "src/stack/constructs/access/access.ts": [
      'new AccessRole(this, "tester"',
      'new AccessRole(this, "testing"',
    ],
  });
  expect(stdout).toContain("aws_iam_role.access_testing");
  expect(stdout).not.toContain("nobody knows");
});

test("refuses a version that renames an object and does not say so", () => {
  const { code, stdout } = preview({ "src/stack/environment-stack.ts": renamed });
  expect(code).toBe(1);
  expect(stdout).toContain("aws_ssm_parameter.image");
});

test("refuses a version for which an environment file is wrong, with its own report", () => {
  const { code, stdout, stderr } = preview({
    "src/config/database.ts": ['["14", "15", "16", "17", "18"]', '["18"]'],
  });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(
    /^slipway 0\.1\.0 refuses this project as it is:\nenvironments\/shop-dev\.yaml:\d+:\d+ {2}database\.engineVersion: must be one of "18", got "17"/,
  );
});

test.each([
  [
    "./slipway-9.9.9.tgz",
    "There is no ./slipway-9.9.9.tgz. Name a tarball, a folder with Slipway in it, or a version that npm finds.\n",
  ],
  ["environments", "environments is no folder of Slipway: it has no bin/slipway.js.\n"],
])("refuses %s, which is no version", (version, stderr) => {
  expect(runSlipway(project, ["upgrade", "--preview", version])).toEqual({
    code: 2,
    stdout: "",
    stderr,
  });
});
