import { describe, expect, test } from "vitest";
import { leftUnmanaged } from "../../../../src/review/rules/safety/left-unmanaged";
import { type Made, planOf, saidBy, type Values } from "../../support/plans";

describe("left-unmanaged", () => {
  const forget = (address: string) =>
    planOf({ address, before: { name: "it" }, actions: ["forget"] });

  test("refuses that Terraform lets go of data, and notes the rest", () => {
    expect(saidBy(leftUnmanaged, forget("aws_db_instance.it"))).toEqual([
      "refused: leaves a database in AWS without Terraform",
    ]);
    expect(saidBy(leftUnmanaged, forget("aws_cloudwatch_dashboard.it"))).toEqual([
      "noted: leaves the object in AWS without Terraform",
    ]);
    expect(
      saidBy(leftUnmanaged, planOf({ address: "aws_db_instance.it", before: { name: "it" } })),
    ).toEqual([]);
  });

  const tags = { application: "shop", environment: "dev" };
  const left = (before: Values = {}): Made => ({
    address: "aws_db_instance.database",
    before: { identifier: "shop-dev", deletion_protection: true, tags_all: tags, ...before },
    actions: ["forget"],
  });
  const restored = { ...tags, "slipway-restored-of": "shop-dev" };
  const taken = (tags_all: Values, more: Partial<Made> = {}): Made => ({
    address: "aws_db_instance.database_monday",
    before: { identifier: "shop-dev-monday", tags_all },
    after: { identifier: "shop-dev-monday", tags_all: tags },
    importing: "shop-dev-monday",
    ...more,
  });

  test("notes it of a database in whose place one is imported that was restored of it", () => {
    expect(saidBy(leftUnmanaged, planOf(left(), taken(restored)))).toEqual([
      "noted: leaves a database in AWS without Terraform: it stays, protected, and shop-dev-monday, restored of it, is imported in its place",
    ]);
  });

  const other = { ...restored, "slipway-restored-of": "shop-prod" };
  test.each<[string, Made[]]>([
    ["nothing is imported", [left(), taken(restored, { importing: undefined })]],
    ["the imported one was not restored", [left(), taken(tags)]],
    ["the imported one was restored of another environment", [left(), taken(other)]],
    ["the imported one is replaced", [left(), taken(restored, { actions: ["delete", "create"] })]],
    [
      "the one that is left may be deleted",
      [left({ deletion_protection: false }), taken(restored)],
    ],
    ["nobody can say whose the one is that is left", [left({ tags_all: {} }), taken(restored)]],
    [
      "two are imported",
      [left(), taken(restored), taken(restored, { address: "aws_db_instance.other" })],
    ],
    [
      "what is imported is no database",
      [left(), taken(restored, { address: "aws_rds_cluster_instance.database_monday" })],
    ],
  ])("refuses it when %s", (_, made) => {
    expect(saidBy(leftUnmanaged, planOf(...made))).toEqual([
      "refused: leaves a database in AWS without Terraform",
    ]);
  });

  test("refuses it of each when two are left for one", () => {
    const two = planOf(left(), { ...left(), address: "aws_db_instance.other" }, taken(restored));
    expect(saidBy(leftUnmanaged, two)).toEqual([
      "refused: leaves a database in AWS without Terraform",
      "refused: leaves a database in AWS without Terraform",
    ]);
  });
});
