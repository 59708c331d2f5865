import fc from "fast-check";
import { expect, test } from "vitest";
import { loadFiles } from "../support/environment-files";
import { exampleText } from "../support/example-environment";

const words = [
  ..."[]{}:,-?&*!|>%@`'\"# \n\t",
  ...[
    "\n  ",
    "\n    ",
    ": ",
    "- ",
    "---\n",
    "...\n",
    "<<: ",
    "*a",
    "&a ",
    "!!str ",
    "null",
    "~",
    ".inf",
  ],
  ...[
    "0x1f",
    "1e999",
    "__proto__",
    "constructor",
    "application",
    "service",
    "mode: create",
    "\u2028",
    "\u{1F600}",
  ],
];
const scribble = fc
  .array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 4, unit: "binary" })), {
    maxLength: 60,
  })
  .map((parts) => parts.join(""));

/** Every problem is one that a person can find and understand. */
function expectReadable(text: string): void {
  const result = loadFiles({ "shop-dev.yaml": text });
  if (result.ok) return;
  const lines = text.split("\n").length;
  for (const { line, column, message, fix } of result.problems) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(message).toMatch(/^[a-z]/);
    expect(fix.length).toBeGreaterThan(3);
  }
}

test("no text at all makes a trace", () => {
  fc.assert(fc.property(scribble, expectReadable), { numRuns: 1000, endOnFailure: true });
});

test("no damage to a right file makes a trace", () => {
  const damage = fc.tuple(fc.nat(exampleText.length), fc.nat(40), scribble);
  fc.assert(
    fc.property(damage, ([at, removed, inserted]) => {
      expectReadable(exampleText.slice(0, at) + inserted + exampleText.slice(at + removed));
    }),
    { numRuns: 150, endOnFailure: true },
  );
});
