import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { isOfRemovedEnvironment } from "../support/fixture-environments";

const pages = execFileSync("git", ["ls-files", "*.md"], { encoding: "utf8" })
  .split("\n")
  .filter((page) => page !== "" && existsSync(page)); // git knows what was removed until that is committed

/** Anchors that a page's headings make, as GitHub makes them. */
function anchorsOf(page: string): Set<string> {
  const headings = readFileSync(page, "utf8").match(/^#+ .+$/gm) ?? [];
  return new Set(
    headings.map((heading) =>
      heading
        .replace(/^#+ /, "")
        .toLowerCase()
        .replace(/[^\p{L}\p{N}_ -]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

const links = pages.flatMap((page) =>
  [...readFileSync(page, "utf8").matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(
    ([, target = ""]) => {
      const [path = "", anchor] = target.split("#");
      return { page, target, file: path === "" ? page : join(dirname(page), path), anchor };
    },
  ),
);

test("the pages link to each other", () => {
  expect(links.length).toBeGreaterThan(30);
});

test.each(links)("$page links to $target, which is there", ({ file, anchor }) => {
  expect(existsSync(file) || isOfRemovedEnvironment(file)).toBe(true);
  if (anchor && file.endsWith(".md")) expect([...anchorsOf(file)]).toContain(anchor);
});
