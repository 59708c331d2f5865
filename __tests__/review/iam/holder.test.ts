import { describe, expect, test } from "vitest";
import {
  goesWithItsHolder,
  isOfTheAccount,
  isOnNewHolder,
  movesToAnotherHolder,
} from "../../../src/review/iam/holder";
import { type Made, planOf } from "../support/plans";

const first = (...made: Made[]) => {
  const plan = planOf(...made);
  const [change] = plan.changes;
  if (change === undefined) throw new Error("no change");
  return { change, plan };
};

/** What names the holder of a policy, in the kinds of AWS that have one. */
const attributes: readonly (readonly [type: string, attribute: string])[] = [
  ["aws_iam_role_policy", "role"],
  ["aws_iam_user_policy", "user"],
  ["aws_iam_group_policy", "group"],
  ["aws_s3_bucket_policy", "bucket"],
  ["aws_sqs_queue_policy", "queue_url"],
  ["aws_sns_topic_policy", "topic_arn"],
  ["aws_sns_topic_policy", "arn"],
  ["aws_kms_key_policy", "key_id"],
  ["aws_ecr_repository_policy", "repository"],
  ["aws_ecr_repository_policy", "repository_name"],
  ["aws_secretsmanager_secret_policy", "secret_arn"],
  ["aws_dynamodb_resource_policy", "resource_arn"],
  ["aws_lambda_permission", "function_name"],
  ["aws_efs_file_system_policy", "file_system_id"],
  ["aws_backup_vault_policy", "backup_vault_name"],
  ["aws_cloudwatch_event_bus_policy", "event_bus_name"],
  ["aws_iam_policy_attachment", "roles"],
  ["aws_iam_policy_attachment", "users"],
  ["aws_iam_policy_attachment", "groups"],
];

describe.each(attributes)("%s, whose %s says what carries it", (type, attribute) => {
  const address = `${type}.it`;

  test("moves when that is another", () => {
    const to = (before: unknown, after: unknown) =>
      movesToAnotherHolder(
        first({ address, before: { [attribute]: before }, after: { [attribute]: after } }).change,
      );
    expect(to("a", "b")).toBe(true);
    expect(to("a", "a")).toBe(false);
    expect(to("", "b")).toBe(false);
    expect(to(null, "b")).toBe(false);
  });

  test("is on something new where this plan makes that", () => {
    const on = (holder: Omit<Made, "address">, more: Partial<Made> = {}) => {
      const { change, plan } = first(
        {
          address,
          after: {},
          unknown: { [attribute]: true },
          configured: { [attribute]: "${aws_other.holder.id}" },
          ...more,
        },
        { address: "aws_other.holder", ...holder },
      );
      return isOnNewHolder(change, plan);
    };
    const stands = { before: { id: "a" }, after: { id: "a" }, actions: ["no-op"] };
    expect(on({ after: { name: "it" } })).toBe(true);
    expect(on(stands)).toBe(false);
    expect(on({ after: { name: "it" } }, { before: { [attribute]: "a" } })).toBe(false);
    expect(on({ after: {} }, { unknown: {}, configured: {}, after: { [attribute]: "a" } })).toBe(
      false,
    );
  });
});

test("what carries its own policy is new when it is made, and nothing moves", () => {
  for (const type of [
    "aws_s3_bucket",
    "aws_kms_key",
    "aws_iam_policy",
    "aws_cloudwatch_log_resource_policy",
  ]) {
    const address = `${type}.it`;
    const made = first({ address, after: { bucket: "a" } });
    expect(isOnNewHolder(made.change, made.plan)).toBe(true);
    const changed = first({ address, before: { bucket: "a" }, after: { bucket: "b" } });
    expect(movesToAnotherHolder(changed.change)).toBe(false);
    expect(isOnNewHolder(changed.change, changed.plan)).toBe(false);
  }
});

test("nothing moves that is made or goes", () => {
  const address = "aws_iam_role_policy.it";
  expect(movesToAnotherHolder(first({ address, after: { role: "a" } }).change)).toBe(false);
  expect(movesToAnotherHolder(first({ address, before: { role: "a" } }).change)).toBe(false);
});

test("a policy that names no holder, or has no block, is on something that exists", () => {
  const { change, plan } = first({ address: "aws_iam_role_policy.it", after: { policy: "{}" } });
  expect(isOnNewHolder(change, plan)).toBe(false);
  const without = { ...plan, configuration: planOf().configuration };
  expect(isOnNewHolder(change, without)).toBe(false);
});

test("a policy goes with what carries it, and not with an attachment or a policy of its own", () => {
  const goes = (type: string, made: Omit<Made, "address"> = { before: {} }) =>
    goesWithItsHolder(first({ address: `${type}.it`, ...made }).change);
  expect(goes("aws_s3_bucket")).toBe(true);
  expect(goes("aws_kms_key")).toBe(true);
  expect(goes("aws_s3_bucket", { before: {}, after: {} })).toBe(false);
  for (const type of [
    "aws_iam_policy",
    "aws_s3_bucket_policy",
    "aws_iam_role_policy_attachment",
    "aws_lambda_permission",
    "aws_s3_bucket_acl",
  ])
    expect(goes(type)).toBe(false);
});

test("the account's own are those of its log groups", () => {
  expect(isOfTheAccount("aws_cloudwatch_log_resource_policy")).toBe(true);
  expect(isOfTheAccount("aws_s3_bucket_policy")).toBe(false);
});
