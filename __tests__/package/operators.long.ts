import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { operatingCommands, program } from "../../src/cli/program";
import { operatorsPackage } from "../../tools/package/operators";
import { copyEnvironments } from "../support/fixture-environments";
import { memoryTerminal } from "../support/memory-terminal";

// What developers and pipelines install who operate environments and synthesize none: packed, installed into an empty folder, and typed there.
const root = mkdtempSync(join(process.env["SLIPWAY_LONG_TEST_FOLDER"] ?? tmpdir(), "operators-"));
const app = join(root, "app");
const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const operating = operatingCommands(program(memoryTerminal()));

function slipway(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(join(app, "node_modules/.bin/slipway"), words, {
    cwd: app,
    encoding: "utf8",
    env: {
      PATH: process.env["PATH"],
      HOME: root,
      AWS_EC2_METADATA_DISABLED: "true",
      NO_COLOR: "1",
    },
    timeout: 120_000,
  });
  return { code: status, stdout, stderr };
}

beforeAll(() => {
  execFileSync("npm", ["run", "package", "--", "--pack-destination", root], { stdio: "pipe" });
  mkdirSync(app);
  const dependencies = { "slipway-operators": `file:../slipway-operators-${version}.tgz` };
  writeFileSync(join(app, "package.json"), JSON.stringify({ private: true, dependencies }));
  const install = ["install", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
  execFileSync("npm", install, { cwd: app });
  copyEnvironments(app);
}, 600_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("packing writes nothing into the checkout, where another may pack at the same time", () => {
  expect(existsSync("types")).toBe(false);
});

test("it takes less than 80 MB, dependencies included, and none of them is the framework", () => {
  const megabytes = Number(execFileSync("du", ["-sm", app], { encoding: "utf8" }).split("\t")[0]);
  expect(megabytes).toBeGreaterThan(10);
  expect(megabytes).toBeLessThan(80);
  expect(Object.keys(operatorsPackage(operating).manifest["dependencies"] as object)).not.toContain(
    "constructs",
  );
});

test("whatever a command imports, now or when it runs, is there", () => {
  const files = operatorsPackage(operating).files.filter((file) => file.endsWith(".ts"));
  const script = `require("slipway-operators/package.json");
const { join } = require("node:path");
const folder = join(require.resolve("slipway-operators/package.json"), "..");
require(join(folder, "bin/register"));
for (const file of ${JSON.stringify(files)}) require(join(folder, file));`;
  execFileSync(process.execPath, ["-e", script], {
    cwd: app,
    stdio: ["ignore", "pipe", "inherit"],
  });
});

test("names come from the environment's file, and AWS is asked for the rest", () => {
  expect(slipway("--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  expect(slipway("env", "eec-dev", "--plain").stdout).toContain("\nAWS_REGION=us-east-1\n");
  expect(slipway("status", "eec-dev")).toEqual({
    code: 2,
    stdout: "",
    stderr:
      "There are no AWS credentials for eec-dev. Log in, or set AWS_PROFILE or the AWS_ACCESS_KEY_ID variables.\n",
  });
});

test.each([["check"], ["plan", "eec-dev"], ["parity"]])(
  "refuses %s in one line that says what to install",
  (...words) => {
    expect(slipway(...words)).toEqual({
      code: 2,
      stdout: "",
      stderr: `slipway ${words[0]} is not in the operators' package: install slipway ${version}, the whole one.\n`,
    });
  },
);
