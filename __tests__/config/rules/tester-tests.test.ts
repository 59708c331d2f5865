import { expect, test } from "vitest";
import { testerTests } from "../../../src/config/access";
import { judged } from "../../support/judged";

test("a tester has tests, and without tests there is no tester", () => {
  expect(judged(testerTests, {})).toBe("");
  const nobody = { "promotion.testCommand": null, "access.tester": { mode: "none" } };
  expect(judged(testerTests, nobody)).toBe("");
});

test("refuses a tester without tests", () => {
  expect(judged(testerTests, { "promotion.testCommand": null })).toBe(
    `access.tester.mode: must be none where promotion.testCommand is null, got role
    write the command that tests this environment, or make no tester
`,
  );
});
