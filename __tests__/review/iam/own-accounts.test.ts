import { expect, test } from "vitest";
import { ownAccounts } from "../../../src/review/iam/own-accounts";
import { Configuration } from "../../../src/review/read/configuration";
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

test("the one that asked within a module", () => {
  const { priorState } = caller("aws_caller_identity", "111111111111");
  const root = { child_modules: [{ child_modules: [priorState.values.root_module] }] };
  expect(of({ priorState: { values: { root_module: root } } })).toEqual(["111111111111"]);
});

test("not the one that another provider asks for, unless it is the only one", () => {
  const asked = (name: string, account_id: string) => ({
    address: `module.a["x"].data.aws_caller_identity.${name}`,
    type: "aws_caller_identity",
    values: { account_id },
  });
  const block = (name: string, provider_config_key: string) => ({
    mode: "data",
    type: "aws_caller_identity",
    name,
    provider_config_key,
  });
  const configuration = new Configuration({
    module_calls: {
      a: { module: { resources: [block("own", "aws"), block("other", "aws.other")] } },
    },
  });
  const by = (...resources: object[]) =>
    of({
      configuration,
      priorState: { values: { root_module: { child_modules: [{ resources }] } } },
    });
  const [own, other] = [asked("own", "111111111111"), asked("other", "222222222222")];
  expect(by(own, other)).toEqual(["111111111111"]);
  expect(by(other)).toEqual(["222222222222"]);
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
