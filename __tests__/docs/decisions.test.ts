import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const folder = "docs/decisions";
const pages = readdirSync(folder)
  .filter((name) => name !== "README.md")
  .sort();
const index = readFileSync(join(folder, "README.md"), "utf8");

test("decisions are numbered from 0001 without a gap", () => {
  expect(pages.map((name) => Number(name.slice(0, 4)))).toEqual(pages.map((_, place) => place + 1));
});

test.each(pages)("%s has title, date and status as the index says, and its three parts", (page) => {
  const text = readFileSync(join(folder, page), "utf8");
  const [, title, status, date] =
    /^# \d{4}: (.+)\n\n(Accepted|Superseded by \d{4}), (\d{4}-\d\d-\d\d)\.\n/.exec(text) ?? [];
  expect(index).toContain(
    `| [${page.slice(0, 4)}](${page}) | ${title} | ${status?.toLowerCase()}, ${date} |`,
  );
  for (const part of ["**Context.**", "**Decision.**", "**Consequences.**"]) {
    expect(text).toContain(part);
  }
});

test.each(pages)("%s rests on no stranger's pull request", (page) => {
  expect(readFileSync(join(folder, page), "utf8")).not.toMatch(/\/pull\/\d/);
});
