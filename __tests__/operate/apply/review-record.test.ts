import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readReviewRecord, writeReviewRecord } from "../../../src/operate/apply/review-record";

let folder: string;
let plan: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
  plan = join(folder, "plan");
  writeFileSync(plan, "a saved plan");
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (refused = false) =>
  writeReviewRecord({
    environment: "shop-dev",
    plan,
    refused,
    approvals: [],
    basis: { pointer: "sha256:aa", revision: undefined, tableExists: true, operatorExists: true },
  });

test("a plan that was reviewed and accepted may be applied, with the basis it was made on", () => {
  write();
  expect(readReviewRecord("shop-dev", plan).basis).toEqual({
    pointer: "sha256:aa",
    tableExists: true,
    operatorExists: true,
  });
});

test("refuses when there is no plan", () => {
  rmSync(plan);
  expect(() => readReviewRecord("shop-dev", plan)).toThrow(
    `shop-dev has no saved plan: ${plan} does not exist.\nnext: npm run plan shop-dev`,
  );
});

test("refuses a plan that nobody reviewed", () => {
  expect(() => readReviewRecord("shop-dev", plan)).toThrow(
    "The plan of shop-dev was not reviewed:",
  );
});

test("refuses a plan that changed after its review", () => {
  write();
  writeFileSync(plan, "another plan");
  expect(() => readReviewRecord("shop-dev", plan)).toThrow(
    "changed after its review: its checksum is another.",
  );
});

test("refuses a plan that the review refused, and says how to approve by name", () => {
  write(true);
  expect(() => readReviewRecord("shop-dev", plan)).toThrow(
    '-- --allow "<address>:<action>" --because "…"',
  );
});

test.each(["", "{", "[]", '{"environment":"shop-dev"}'])(
  "refuses a record that cannot be read: %j",
  (text) => {
    writeFileSync(`${plan}.review.json`, text);
    expect(() => readReviewRecord("shop-dev", plan)).toThrow(
      "is not the review of a plan of shop-dev.",
    );
  },
);

test("refuses the review of another environment's plan", () => {
  write();
  expect(() => readReviewRecord("shop-prod", plan)).toThrow(
    "is not the review of a plan of shop-prod.",
  );
});
