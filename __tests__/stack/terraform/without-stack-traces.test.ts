import { expect, test } from "vitest";
import { withoutStackTraces } from "../../../src/stack/without-stack-traces";

/** What the framework does for each reference. */
function noted(): string {
  const note = { stack: "" };
  Error.captureStackTrace(note);
  return note.stack;
}

test("nobody notes where a reference was made, but an error still says where it comes from", () => {
  expect(noted()).toContain("noted");
  expect(withoutStackTraces(noted)).toBe("");
  expect(withoutStackTraces(() => new Error("x").stack)).toContain("without-stack-traces.test");
});

test("all is as before afterwards, also when the work fails", () => {
  expect(() =>
    withoutStackTraces(() => {
      throw new Error("no");
    }),
  ).toThrow("no");
  expect(noted()).toContain("noted");
});
