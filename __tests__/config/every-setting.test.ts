import { writeSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { pathText } from "../../src/config/problem";
import { loadFiles } from "../support/environment-files";
import { exampleText } from "../support/example-environment";
import { besideOtherModes, otherModesText } from "../support/other-modes";
import { schemaLeaves } from "../support/schema-leaves";
import { settingLimits } from "./setting-limits";

/** The example with the one form that neither of the others has. */
const withIds = exampleText.replace(
  "subject: {form: names}\n      environment:",
  'subject: {form: ids, ownerId: "1", repositoryId: "2"}\n      environment:',
);
const withoutRecords = otherModesText.replace(
  /mode: logs\n.*\n.*kmsKeyArn: null/,
  "mode: none\n    reason: Its owner does not say.",
);
const bases = [exampleText, otherModesText, withIds, withoutRecords];

/** Where in one of the examples a leaf is: `network.resolverCidrs[]` is an entry, made if the list is empty. */
function placeOf(leaf: string): { base: string; path: (string | number)[] } {
  for (const base of bases) {
    const path = find(parse(base), leaf.replaceAll("[]", ".[]").split("."));
    if (path) return { base, path };
  }
  throw new Error(`no example has the setting ${leaf}`);
}

function find(value: unknown, [step, ...rest]: string[]): (string | number)[] | undefined {
  if (step === undefined) return [];
  if (step === "[]" && rest.length === 0) return [0];
  if (step === "<key>") return ["<key>"];
  if (typeof value !== "object" || value === null) return undefined;
  const names =
    step === "[]"
      ? Object.keys(value).map(Number)
      : step === "<name>"
        ? Object.keys(value)
        : [step];
  for (const name of names) {
    if (!Object.hasOwn(value, name)) continue;
    const below = find(Reflect.get(value, name), rest);
    if (below) return [name, ...below];
  }
  return undefined;
}

/** The problems of the example with one value in the place of a leaf, as `path: message`. */
function problemsWith(leaf: string, given: unknown): string[] {
  const { base, path } = placeOf(leaf);
  const content = parse(base);
  const parent = path.slice(0, -1).reduce((here, step) => here[step], content);
  const last = path.at(-1) ?? "";
  const isKey = last === "<key>";
  if (isKey)
    parent[String(given)] = leaf.startsWith("secrets") ? { source: "generated", length: 40 } : "x";
  else parent[last] = given;
  const result = loadFiles({
    [`${content.application}-${content.environment}.yaml`]: stringify(content),
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
