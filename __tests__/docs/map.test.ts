import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("CONTRIBUTING's map has every folder of the repository; those of src are architecture.md's", () => {
  const files = execFileSync("git", ["ls-files"], { encoding: "utf8" }).split("\n");
  const folders = new Set(
    files.filter((file) => file.includes("/")).map((file) => file.split("/")[0]),
  );
  folders.delete("src");
  const [, map = ""] = readFileSync("CONTRIBUTING.md", "utf8").split("\n## The map\n");
  const rows = map.split("\n## ")[0] ?? "";

  expect([...folders].filter((folder) => !rows.includes(`\`${folder}/\``))).toEqual([]);
});

test("architecture.md has every room of src", () => {
  const files = execFileSync("git", ["ls-files", "src"], { encoding: "utf8" }).trim().split("\n");
  const rooms = new Set(files.flatMap((file) => file.split("/").slice(1, -1)[0] ?? []));
  const table = readFileSync("docs/architecture.md", "utf8");

  expect([...rooms].filter((room) => !table.includes(`\`${room}/\``))).toEqual([]);
});
