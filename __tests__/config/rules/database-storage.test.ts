import { expect, test } from "vitest";
import { databaseStorage } from "../../../src/config/database";
import { judged } from "../../support/judged";

const storage = (storageGiB: number, maxStorageGiB: number) =>
  judged(databaseStorage, {
    "database.storageGiB": storageGiB,
    "database.maxStorageGiB": maxStorageGiB,
  });

test.each([
  [20, 22],
  [50, 55],
  [55, 61],
  [59_000, 64_900],
])("%s GiB may grow to %s", (start, most) => {
  expect(storage(start, most)).toBe("");
});

test.each([
  [50, 54, 55],
  [55, 60, 61],
  [100, 100, 110],
  [60_000, 65_536, 66_000],
])("refuses to let %s GiB grow to %s only", (start, most, least) => {
  expect(storage(start, most)).toBe(
    `database.maxStorageGiB: must be at least ${least}, a tenth above storageGiB, got ${most}
    write ${least} or more; storage grows by itself up to there
`,
  );
});

test("a database that others own grows as they say", () => {
  expect(judged(databaseStorage, { database: { mode: "none" }, "secrets.variables": {} })).toBe("");
});
