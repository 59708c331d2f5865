import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const page = readFileSync("docs/library.md", "utf8");
const manifest = JSON.parse(readFileSync("package.json", "utf8"));

const exported = [
  ...readFileSync("src/index.ts", "utf8").matchAll(/^export (?:type )?\{ (.+) \} from/gm),
].flatMap(([, names = ""]) => names.split(", "));

test("finds what the package exports", () => {
  expect(exported).toContain("EnvironmentStack");
});

test.each(exported)("the page on the package lists %s, so that its users know they may", (name) => {
  expect(page).toMatch(new RegExp(`^\\| .*\`${name}\\b.* \\|`, "m"));
});

test("the page has the overrides that this repository has itself", () => {
  const [, json = ""] = /```json\n"overrides": ([\s\S]+?)\n```/.exec(page) ?? [];
  expect(JSON.parse(json)).toEqual(manifest.overrides);
});

test("the package has what its commands read, and no tests", () => {
  expect(manifest.files).toEqual(expect.arrayContaining(["bin", "docs", "src", "main.ts"]));
  expect(Object.keys(manifest.exports)).not.toContain("./*");
});
