import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { replaceOutput } from "../../../src/operate/replace-output";
import { useTemporaryFolder } from "../../support/temporary-folder";

const folder = useTemporaryFolder();
const outdir = () => join(folder(), "cdktf.out");

function put(root: string, files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}
const read = (file: string) => readFileSync(join(outdir(), file), "utf8");

test("what is written takes the place of what was there", () => {
  replaceOutput(outdir(), (next) =>
    put(next, { "manifest.json": "1", "stacks/a/cdk.tf.json": "a1" }),
  );
  replaceOutput(outdir(), (next) =>
    put(next, { "manifest.json": "2", "stacks/a/cdk.tf.json": "a2" }),
  );
  expect([read("manifest.json"), read("stacks/a/cdk.tf.json")]).toEqual(["2", "a2"]);
  expect(readdirSync(folder())).toEqual(["cdktf.out"]);
});

test("a synthesis that fails halfway leaves everything as it was, and no rest", () => {
  put(outdir(), { "manifest.json": "1", "stacks/a/cdk.tf.json": "a1" });
  const failing = () =>
    replaceOutput(outdir(), (next) => {
      put(next, { "stacks/a/cdk.tf.json": "half" });
      throw new Error("no such construct");
    });
  expect(failing).toThrow("no such construct");
  expect([read("manifest.json"), read("stacks/a/cdk.tf.json")]).toEqual(["1", "a1"]);
  expect(readdirSync(folder())).toEqual(["cdktf.out"]);
});

test("a synthesis that fails the first time leaves nothing", () => {
  expect(() =>
    replaceOutput(outdir(), () => {
      throw new Error("no such construct");
    }),
  ).toThrow("no such construct");
  expect(readdirSync(folder())).toEqual([]);
});

test("downloaded providers and saved plans stay", () => {
  put(outdir(), { "stacks/a/.terraform/providers/aws": "binary", "stacks/a/plan": "saved" });
  replaceOutput(outdir(), (next) => put(next, { "stacks/a/cdk.tf.json": "a" }));
  expect([read("stacks/a/.terraform/providers/aws"), read("stacks/a/plan")]).toEqual([
    "binary",
    "saved",
  ]);
});

test("Terraform of an environment that is gone goes, a state in its folder does not", () => {
  put(outdir(), {
    "stacks/gone/cdk.tf.json": "old",
    "stacks/gone/terraform.tf.json": "old",
    "stacks/gone/metadata.json": "old",
    "stacks/stateful/cdk.tf.json": "old",
    "stacks/stateful/terraform.tfstate": "precious",
  });
  replaceOutput(outdir(), (next) => put(next, { "stacks/a/cdk.tf.json": "a" }));
  expect(existsSync(join(outdir(), "stacks/gone"))).toBe(false);
  expect(existsSync(join(outdir(), "stacks/stateful/cdk.tf.json"))).toBe(false);
  expect(read("stacks/stateful/terraform.tfstate")).toBe("precious");
});
