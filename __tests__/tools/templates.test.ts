import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { templates } from "../../tools/generate-templates";

const made = Object.entries(templates());

test.each(made)(
  "%s is fresh: npm run generate writes it from the file that is tested here",
  (file, text) => {
    expect(readFileSync(file, "utf8")).toBe(text);
  },
);

test.each(made)("%s names no environment and no path of this repository", (_, text) => {
  expect(text).not.toMatch(/\beec\b|loan|examples\/|bin\/register|(?<!slipway\/)docs\//i);
});
