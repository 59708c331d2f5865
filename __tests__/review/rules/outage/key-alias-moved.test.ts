import { describe, expect, test } from "vitest";
import { keyAliasMoved } from "../../../../src/review/rules/outage/key-alias-moved";
import { planOf, saidBy, saidOfUpdate, type Values } from "../../support/plans";

describe("key-alias-moved", () => {
  const address = "aws_kms_alias.it";
  const alias = { name: "alias/eec-dev", target_key_id: "1234" };
  const key = { address: "aws_kms_key.it", before: { key_id: "1234", arn: "arn:key/1234" } };

  test("refuses that it goes, has another name, or stands for another key or one not known yet", () => {
    expect(saidBy(keyAliasMoved, planOf({ address, before: alias }))).toEqual([
      "refused: deletes alias/eec-dev",
    ]);
    const to = (after: Values, unknown: Values = {}) =>
      saidOfUpdate(keyAliasMoved, address, alias, { ...alias, ...after }, unknown);
    expect(to({ target_key_id: "9876" })).toEqual([
      "refused: `target_key_id` goes from 1234 to 9876",
    ]);
    expect(to({}, { target_key_id: true })).toHaveLength(1);
    expect(to({ name: "alias/other" })).toHaveLength(1);
    expect(to({})).toEqual([]);
  });

  test("refuses that it is made again as it was, and has nothing to say when it is made", () => {
    const again = { address, before: alias, after: alias, actions: ["delete", "create"] };
    expect(saidBy(keyAliasMoved, planOf(again))).toEqual(["refused: replaces alias/eec-dev"]);
    expect(saidBy(keyAliasMoved, planOf({ address, after: alias }))).toEqual([]);
  });

  test("leaves it to the key when both go, and refuses when another key goes", () => {
    expect(saidBy(keyAliasMoved, planOf({ address, before: alias }, key))).toEqual([]);
    const other = { address: "aws_kms_key.other", before: { key_id: "9876", arn: "arn:key/9876" } };
    expect(saidBy(keyAliasMoved, planOf({ address, before: alias }, other))).toHaveLength(1);
  });
});
