import { expect, test } from "vitest";
import { settingOverwritten } from "../../../../src/review/rules/safety/setting-overwritten";
import { type Made, planOf, saidBy, type Values } from "../../support/plans";

/** What AWS knows each kind by. */
const identities: Readonly<Record<string, readonly string[]>> = {
  aws_appautoscaling_policy: ["resource_id", "scalable_dimension", "name"],
  aws_appautoscaling_target: ["resource_id", "scalable_dimension"],
  aws_cloudwatch_composite_alarm: ["alarm_name"],
  aws_cloudwatch_dashboard: ["dashboard_name"],
  aws_cloudwatch_event_rule: ["name"],
  aws_cloudwatch_event_target: ["rule", "target_id"],
  aws_cloudwatch_log_resource_policy: ["policy_name"],
  aws_cloudwatch_metric_alarm: ["alarm_name"],
  aws_dynamodb_resource_policy: ["resource_arn"],
  aws_ecr_lifecycle_policy: ["repository"],
  aws_ecr_repository_policy: ["repository"],
  aws_ecs_account_setting_default: ["name"],
  aws_iam_role_policy: ["role", "name"],
  aws_s3_bucket_lifecycle_configuration: ["bucket"],
  aws_s3_bucket_ownership_controls: ["bucket"],
  aws_s3_bucket_policy: ["bucket"],
  aws_s3_bucket_public_access_block: ["bucket"],
  aws_s3_bucket_server_side_encryption_configuration: ["bucket"],
  aws_s3_bucket_versioning: ["bucket"],
  aws_secretsmanager_secret_version: ["secret_id"],
  aws_sns_topic_policy: ["arn"],
  aws_sqs_queue_policy: ["queue_url"],
  aws_wafv2_web_acl_association: ["resource_arn"],
  aws_wafv2_web_acl_logging_configuration: ["resource_arn"],
};

test("each kind that is written and not made has a case", () => {
  expect([...(settingOverwritten.kinds ?? [])].sort()).toEqual(Object.keys(identities));
});

const stands = (type: string, values: Values, actions = ["no-op"]): Made => ({
  ...{ address: `${type}.own`, before: values, actions },
  after: actions[0] === "delete" && actions.length === 1 ? null : values,
});
const said = (...made: Made[]) => saidBy(settingOverwritten, planOf(...made));

test.each(Object.entries(identities))("refuses a second %s of the same", (type, names) => {
  const values = Object.fromEntries(names.map((name) => [name, `its ${name}`]));
  const second = (more: Values = {}): Made => ({
    address: `${type}.second`,
    after: { ...values, ...more },
  });
  const refusal = [`refused: writes over what ${type}.own says (same ${names.join(", ")})`];
  expect(said(stands(type, values), second())).toEqual(refusal);
  expect(said(stands(type, values, ["update"]), second())).toEqual(refusal);
  for (const name of names)
    expect(said(stands(type, values), second({ [name]: "another" }))).toEqual([]);
  expect(said(stands(type, values, ["delete"]), second())).toEqual([]);
  expect(said(second())).toEqual([]);
});

test("what is not known before the apply is another's only where this plan makes it, or nobody sets it", () => {
  const type = "aws_s3_bucket_versioning";
  const second = (configured: Made["configured"], unknown: Values = { bucket: true }): Made => ({
    address: `${type}.second`,
    after: {},
    ...(configured ? { configured } : {}),
    unknown,
  });
  const bucket: Made = { address: "aws_s3_bucket.new", after: { bucket: "new" } };
  const own = stands(type, { bucket: "own" });
  expect(said(own, bucket, second({ bucket: "${aws_s3_bucket.new.id}" }))).toEqual([]);
  expect(said(own, bucket, second({ bucket: "${var.bucket}" }))).toEqual([
    `refused: may write over what ${type}.own says (same bucket): not known before the apply`,
  ]);
  const target = stands("aws_cloudwatch_event_target", { rule: "a", target_id: "b" });
  const another: Made = { address: "aws_cloudwatch_event_target.second", after: { rule: "a" } };
  expect(said(target, another)).toEqual([]);
});
