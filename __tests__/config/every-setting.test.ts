import { writeSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { pathText } from "../../src/config/problem";
import { loadFiles } from "../support/environment-files";
import { exampleText } from "../support/example-environment";
import { besideOtherModes, otherModesText } from "../support/other-modes";
import { schemaLeaves } from "../support/schema-leaves";
import { withIds, withoutRecords, withSetting } from "../support/setting-places";
import { settingLimits } from "./setting-limits";

/** The problems of the example with one value in the place of a leaf, as `path: message`. */
function problemsWith(leaf: string, given: unknown): string[] {
  const { base, content, path, isKey } = withSetting(leaf, given);
  const result = loadFiles({
    // JSON is YAML too, and written in a tenth of the time.
    [`${content.application}-${content.environment}.yaml`]: JSON.stringify(content),
    ...(base === otherModesText || base === withoutRecords
      ? { "shop-prod.yaml": besideOtherModes }
      : {}),
  });
  if (result.ok) return [];
  const at = pathText(isKey ? [...path.slice(0, -1), String(given)] : path);
  return result.problems.map((problem) =>
    problem.path.startsWith(at) ? `: ${problem.message}` : `${problem.path}: ${problem.message}`,
  );
}

const leaves = schemaLeaves();
const refused = new Set<string>();

test("the examples, which have all modes between them, are right", () => {
  expect(loadFiles({ "shop-dev.yaml": exampleText }).ok).toBe(true);
  expect(loadFiles({ "shop-dev.yaml": withIds }).ok).toBe(true);
  expect(
    loadFiles({ "shop-dev.yaml": otherModesText, "shop-prod.yaml": besideOtherModes }).ok,
  ).toBe(true);
});

test("there is an example for each leaf of the schema, and for nothing else", () => {
  expect(Object.keys(settingLimits).sort()).toEqual([...leaves].sort());
});

test.each(leaves)("%s accepts what is within its limits", (leaf) => {
  const { accepted } = settingLimits[leaf] ?? { accepted: [] };
  expect(accepted.length).toBeGreaterThan(0);
  expect(accepted.flatMap((given) => problemsWith(leaf, given))).toEqual([]);
});

test.each(leaves)("refuses what is outside the limits of %s, and says what is allowed", (leaf) => {
  const examples = settingLimits[leaf]?.refused ?? [];
  expect(examples.length).toBeGreaterThan(0);
  for (const [given, message] of examples) {
    expect(problemsWith(leaf, given), JSON.stringify(given)).toContain(`: ${message}`);
  }
  refused.add(leaf);
});

// Straight to the file descriptor: what tests print to the console is shown only when they fail.
afterAll(() => writeSync(1, `${refused.size} of ${leaves.length} settings refused\n`));
