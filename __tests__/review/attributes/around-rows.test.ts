import { describe, expect, test } from "vitest";
import { kinds } from "../../../src/review/attributes";
import { besideByType, cases, isCase, strongToWeak } from "./cases";
import { findings, objectWith, ofUpdate } from "./objects";

// Every case of a row that is refused or noted, seen from its sides: on another kind, on an object that goes, not known yet.
const found = [
  ...Object.entries(cases).flatMap(([type, paths]) =>
    Object.entries(paths).flatMap(([path, row]) =>
      (isCase(row) ? [row] : Object.values(row)).map(({ found, beside, isNew }) => ({
        type,
        path,
        found,
        beside: beside ?? {},
        isNew: isNew ?? false,
      })),
    ),
  ),
  ...Object.entries(strongToWeak).flatMap(([type, paths]) =>
    Object.entries(paths).map(([path, values]) => ({
      type,
      path,
      found: [values.at(0), values.at(-1)] as const,
      beside: besideByType[type] ?? {},
      isNew: false,
    })),
  ),
];

/** Rules that judge objects of every kind by what an attribute is called or holds. */
const ofAnyKind = new Set([
  "unfamiliar-kind",
  "unfamiliar-attribute",
  "secret-in-plain-text",
  "publicly-accessible",
  "policy-widened",
  "resource-policy-public",
  "service-shut-out",
  "trust-widened",
  "security-group-attached",
  "connection-closed",
]);

const rulesOf = (type: string, path: string) => {
  const row = kinds[type]?.attributes[path];
  if (row === undefined) return [];
  return "rules" in row ? row.rules : "rule" in row ? [row.rule] : [];
};

test.each(found)("$type $path says nothing of a kind without such a row", (one) => {
  const said = ofUpdate("other_thing", one.path, one.found, one.beside, one.isNew);
  expect(said.filter(({ rule }) => !ofAnyKind.has(rule))).toEqual([]);
});

describe("of an object that is let go of, or stays as it is", () => {
  test.each(found)("$type $path: its attributes are not judged", (one) => {
    const [was, will] = one.found.map((value) => objectWith(one.path, value, one.beside));
    const kept = findings({ before: was ?? {}, after: will ?? {}, actions: ["no-op"] }, one.type);
    expect(kept).toEqual([]);
    const gone = findings({ before: was ?? {}, after: null, actions: ["forget"] }, one.type);
    const whole = new Set(
      [kinds[one.type]?.deleted].flatMap((row) =>
        row === undefined ? [] : "rules" in row ? row.rules : "rule" in row ? [row.rule] : [],
      ),
    );
    expect(gone.filter(({ rule }) => rule !== "left-unmanaged" && !whole.has(rule))).toEqual([]);
  });
});

describe("an attribute that is not known before the apply", () => {
  const plain = found.filter(({ path, isNew }) => !path.includes(".") && !isNew);

  test.each(plain)("$type $path: where it is set, it is the worst it could be", (one) => {
    const before = objectWith(one.path, one.found[0], one.beside);
    const made = { before, after: one.beside, unknown: { [one.path]: true } };
    const said = findings({ ...made, actions: ["update"] }, one.type).map(({ rule }) => rule);
    expect(said.filter((rule) => rulesOf(one.type, one.path).includes(rule))).not.toEqual([]);
  });
});
