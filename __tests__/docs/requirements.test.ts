import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { program } from "../../src/cli/program";
import { isOfRemovedEnvironment } from "../support/fixture-environments";
import { memoryTerminal } from "../support/memory-terminal";

const text = readFileSync("docs/requirements.md", "utf8");
const rows = text
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| the plan says"))
  .map((line) => {
    const [, says = "", servedBy = ""] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    return { says, servedBy };
  });
const named = [
  ...new Set(
    rows.flatMap(({ servedBy }) =>
      [...servedBy.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? ""),
    ),
  ),
];
const commands = program(memoryTerminal()).commands.map((command) => command.name());
const scripts: Readonly<Record<string, string>> = JSON.parse(
  readFileSync("package.json", "utf8"),
).scripts;

test("both plans are there, line by line", () => {
  expect(rows.length).toBeGreaterThan(50);
});

test.each(rows)("something serves: $says", ({ servedBy }) => {
  expect(servedBy).not.toBe("");
  expect(servedBy).not.toMatch(/\b(later|yet|not built)\b/);
  const own = [...servedBy.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
  expect(own).toEqual([...new Set(own)]);
});

const paths = named
  .filter((name) => /^[\w.-]+\/[\w./-]*$|^[\w-]+\.(ts|md|yaml|json)$/.test(name))
  .filter((name) => !name.startsWith("cdktf.out/")); // written by `npm start`, not committed

test.each(paths)("the file or folder %s, which serves a line, exists", (path) => {
  expect(existsSync(path) || isOfRemovedEnvironment(path)).toBe(true);
});

test.each(named.filter((name) => name.startsWith("slipway ")))(
  "the command `%s`, which serves a line, exists",
  (name) => {
    expect(commands).toContain(name.split(" ")[1]);
  },
);

test.each(named.filter((name) => name.startsWith("npm run ")))(
  "the script `%s`, which serves a line, exists",
  (name) => {
    expect(Object.keys(scripts)).toContain(name.split(" ")[2]);
  },
);
