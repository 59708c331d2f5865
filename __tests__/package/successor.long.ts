import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyEnvironments } from "../support/fixture-environments";

// The same source on the framework's successor: in a copy of it, `node -C cdktn` finds the successor's modules instead of the framework's.
const root = mkdtempSync(join(process.env["SLIPWAY_LONG_TEST_FOLDER"] ?? tmpdir(), "successor-"));
const [ours, theirs] = [join(root, "cdktf"), join(root, "cdktn")];
const successor = ["@cdktn", "cdktn", "constructs"];
const framework = ["@cdktf", "cdktf"];

/** A copy of the source; its packages are links, to those of this checkout or to the successor's. */
function copy(folder: string, own: readonly string[], left: readonly string[]): void {
  for (const path of ["bin", "src", "main.ts", "package.json", "cdktf.json", "tsconfig.json"]) {
    cpSync(path, join(folder, path), { recursive: true });
  }
  copyEnvironments(folder);
  mkdirSync(join(folder, "node_modules"));
  for (const name of readdirSync("node_modules")) {
    if (name.startsWith(".") || [...own, ...left].includes(name)) continue;
    symlinkSync(resolve("node_modules", name), join(folder, "node_modules", name));
  }
  for (const name of own) {
    symlinkSync(join(root, "installed/node_modules", name), join(folder, "node_modules", name));
  }
}

function node(folder: string, ...words: string[]): void {
  execFileSync(process.execPath, words, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
}

/** Every file that was synthesized, by path. */
function synthesized(folder: string): Record<string, string> {
  const paths = readdirSync(join(folder, "cdktf.out/stacks"), {
    recursive: true,
    encoding: "utf8",
  });
  return Object.fromEntries(
    paths
      .filter((path) => path.endsWith(".json"))
      .sort()
      .map((path) => [path, readFileSync(join(folder, "cdktf.out/stacks", path), "utf8")]),
  );
}

beforeAll(() => {
  cpSync("tools/cdktn", join(root, "installed"), { recursive: true });
  execFileSync("npm", ["ci", "--prefer-offline"], { cwd: join(root, "installed") });
  copy(ours, [], []);
  copy(theirs, successor, framework);
  node(ours, "bin/slipway.js", "check");
  node(theirs, "-C", "cdktn", "bin/slipway.js", "check");
}, 900_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A stack without what Terraform passes over, in which the framework names itself and what it overrode. */
function terraformOf(text: string): unknown {
  const { "//": _comment, ...terraform } = JSON.parse(text);
  return terraform;
}

test("every stack differs in how it calls the provider, and in nothing else that Terraform reads", () => {
  const [before, after] = [synthesized(ours), synthesized(theirs)];
  expect(Object.keys(after)).toEqual(Object.keys(before));
  expect(Object.keys(after).length).toBe(12);
  for (const [path, text] of Object.entries(before)) {
    const renamed = text.replace('"source": "aws"', '"source": "hashicorp/aws"');
    if (path.endsWith("cdk.tf.json")) expect(renamed, path).not.toBe(text);
    expect(terraformOf(after[path] ?? ""), path).toEqual(terraformOf(renamed));
  }
});

test("the source has the right types on both", () => {
  const compiler = resolve("node_modules/typescript/bin/tsc");
  const project = ["--noEmit", "--project", "own.json"];
  for (const [folder, conditions] of [
    [ours, []],
    [theirs, ["cdktn"]],
  ] as const) {
    const own = {
      extends: "./tsconfig.json",
      compilerOptions: { customConditions: conditions, preserveSymlinks: true },
      include: ["main.ts", "src"],
    };
    writeFileSync(join(folder, "own.json"), JSON.stringify(own));
    node(folder, compiler, ...project);
  }
});
