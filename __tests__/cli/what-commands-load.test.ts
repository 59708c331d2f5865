import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { expect, test } from "vitest";
import { copyEnvironments } from "../support/fixture-environments";
import { useTemporaryFolder } from "../support/temporary-folder";

const folder = useTemporaryFolder();

/** Paths of the modules that a process of its own loads for these words; what erases types is left out, because the next start needs none of it. */
function loadedBy(...words: readonly string[]): readonly string[] {
  const script =
    'process.on("exit", () => console.log("\\n" + JSON.stringify(Object.values(require.cache).map((module) => module.filename).filter(Boolean))));' +
    `process.argv.splice(1, 0, "slipway"); require(${JSON.stringify(resolve("bin/slipway.js"))});`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", script, "--", ...words], {
    cwd: folder(),
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([0, ""]);
  const modules: readonly string[] = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  return modules
    .map((path) => relative(process.cwd(), path))
    .filter((path) => !/sucrase|ts-interface-checker|lines-and-columns|@jridgewell/.test(path));
}

/** Those that are neither ours nor what every command needs. */
function librariesOf(modules: readonly string[]): readonly string[] {
  const names = modules.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
  return [...new Set(names)].filter((name) => name !== undefined).sort();
}

test("--help loads each command's description, and nothing that only running one needs", () => {
  const modules = loadedBy("--help");

  expect(librariesOf(modules)).toEqual(["commander", "picocolors"]);
  expect(modules.length).toBeLessThan(56);
});

test("a command that reads no environment file loads neither YAML nor the schema", () => {
  mkdirSync(join(folder(), "stacks"));
  const modules = loadedBy("difference", folder(), folder());

  expect(modules).toContain("src/difference/stack-difference.ts");
  expect(librariesOf(modules)).toEqual(["commander", "picocolors"]);
  expect(modules.length).toBeLessThan(73);
});

test("env reads files: it loads YAML and the schema, but no client of AWS and not the framework", () => {
  copyEnvironments(folder());
  const modules = loadedBy("env", "eec-dev");

  expect(librariesOf(modules)).toEqual(expect.arrayContaining(["commander", "yaml", "zod"]));
  expect(modules.filter((path) => /@aws-sdk|cdktf|viz/.test(path))).toEqual([]);
});
