import { expect, test } from "vitest";
import { ownAccounts } from "../../../src/review/iam/own-accounts";
import { type Made, planOf } from "../support/plans";

const of = (more: object, ...made: Made[]) => [
  ...ownAccounts({ ...planOf(...made), ...more } as ReturnType<typeof planOf>),
];
const provider = (...allowed: string[]) => ({
  providers: { aws: { expressions: { allowed_account_ids: { constant_value: allowed } } } },
});
const caller = (type: string, account_id: string) => ({
  priorState: { values: { root_module: { resources: [{ type, values: { account_id } }] } } },
});

test("those that the provider is held to", () => {
  expect(of(provider("111111111111", "222222222222"))).toEqual(["111111111111", "222222222222"]);
});

test("the one that asked", () => {
  expect(of(caller("aws_caller_identity", "111111111111"))).toEqual(["111111111111"]);
  expect(of(caller("aws_other", "111111111111"))).toEqual([]);
});

test("those in which something stands that the plan is about", () => {
  const at = (arn: unknown): Made => ({ address: "aws_other.it", before: { arn }, after: { arn } });
  expect(of({}, at("arn:aws:kms:us-east-1:111111111111:key/a"))).toEqual(["111111111111"]);
  expect(of({}, at("arn:aws:s3:::files"))).toEqual([]);
  expect(of({}, at(5))).toEqual([]);
  expect(
    of({}, { address: "aws_other.it", after: { arn: "arn:aws:kms:x:111111111111:key/a" } }),
  ).toEqual([]);
});

test("not one that is only looked up", () => {
  const arn = "arn:aws:kms:us-east-1:222222222222:key/a";
  const plan = planOf({ address: "aws_other.it", before: { arn }, after: { arn } });
  const looked = { ...plan, changes: plan.changes.map((change) => ({ ...change, isData: true })) };
  expect([...ownAccounts(looked)]).toEqual([]);
});

test("all of these together, each once, and none where nothing says", () => {
  const arn = "arn:aws:kms:us-east-1:111111111111:key/a";
  expect(
    of(
      { ...provider("222222222222"), ...caller("aws_caller_identity", "111111111111") },
      { address: "aws_other.it", before: { arn }, after: { arn } },
    ),
  ).toEqual(["222222222222", "111111111111"]);
  expect(of({})).toEqual([]);
});
