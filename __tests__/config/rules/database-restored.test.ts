import { expect, test } from "vitest";
import { databaseRestored } from "../../../src/config/database";
import { judged } from "../../support/judged";

const restored = (identifier: string, ...insteadOf: string[]) =>
  judged(databaseRestored, { "database.restored": { identifier, insteadOf } });

test("takes a restored database, another after it, and the first one again", () => {
  expect(judged(databaseRestored, {})).toBe("");
  expect(restored("shop-dev-monday", "shop-dev")).toBe("");
  expect(restored("shop-dev-friday", "shop-dev", "shop-dev-monday")).toBe("");
  expect(restored("shop-dev", "shop-dev-monday")).toBe("");
});

test("refuses a database that is not one of the environment's, or a drill's", () => {
  expect(
    restored("shop-prod-monday", "shop-dev"),
  ).toBe(`database.restored.identifier: must be shop-dev, or begin with shop-dev- and not with shop-dev-drill-, got shop-prod-monday
    write the identifier that \`slipway restore\` was given as --as, or the one of the first database
`);
  expect(
    restored("shop-dev-monday", "shop-dev-drill-1"),
  ).toBe(`database.restored.insteadOf[0]: must be shop-dev, or begin with shop-dev- and not with shop-dev-drill-, got shop-dev-drill-1
    write the identifier that \`slipway restore\` was given as --as, or the one of the first database
`);
});

test("refuses that a database runs instead of itself", () => {
  expect(
    restored("shop-dev-monday", "shop-dev", "shop-dev-monday"),
  ).toBe(`database.restored.insteadOf[1]: must not be the database that runs, which identifier says is shop-dev-monday
    write here the one that ran before
`);
});
