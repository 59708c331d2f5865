import fc from "fast-check";
import { expect, test } from "vitest";
import { contains, overlaps } from "../../../src/review/iam/glob";

test.each([
  ["*", "s3:*", true],
  ["s3:*", "s3:Get*", true],
  ["s3:Get*", "s3:*", false],
  ["s3:Get*", "s3:GetObject", true],
  ["s3:G?t*", "s3:GetObject", true],
  ["s3:GetObject", "s3:G?tObject", false],
  ["?", "*", false],
  ["*?", "a", true],
  ["*?", "", false],
  ["*", "", true],
  ["a*b*c", "a-b-b-c", true],
  ["a*b*c", "a-c-b", false],
  ["a*", "*a", false],
])("%s contains %s: %s", (outer, inner, expected) => {
  expect(contains(outer, inner)).toBe(expected);
});

test.each([
  ["s3:Get*", "s3:*Object", true],
  ["s3:Get*", "s3:Put*", false],
  ["a?c", "abc", true],
  ["a?c", "ac", false],
  ["*", "", true],
  ["", "", true],
  ["a*", "*b", true],
])("%s and %s have a text in common: %s", (a, b, expected) => {
  expect(overlaps(a, b)).toBe(expected);
  expect(overlaps(b, a)).toBe(expected);
});

const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 6 });
const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 7 });
const fits = (glob: string, value: string) =>
  new RegExp(`^${glob.replace(/[*?]/g, (c) => (c === "*" ? ".*" : "."))}$`).test(value);

test("what a pattern contains never fits anything that the pattern does not", () => {
  fc.assert(
    fc.property(pattern, pattern, text, (outer, inner, value) => {
      if (contains(outer, inner) && fits(inner, value)) expect(fits(outer, value)).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});

test("patterns that both fit a text overlap, and a text overlaps just the patterns it fits", () => {
  fc.assert(
    fc.property(pattern, pattern, text, (a, b, value) => {
      if (fits(a, value) && fits(b, value)) expect(overlaps(a, b)).toBe(true);
      expect(overlaps(a, value)).toBe(fits(a, value));
    }),
    { numRuns: 5_000 },
  );
});
