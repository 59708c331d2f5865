import { describe, expect, test } from "vitest";
import { kinds } from "../../../../src/review/attributes";
import { gapWhileReplaced } from "../../../../src/review/rules/outage/gap-while-replaced";
import { planOf, saidBy } from "../../support/plans";

const role = "the role may not do what it allows";
const policy = "its policy is gone, with what it allows and denies";
const bucket = "the bucket does without it";

/** What is missing between the two steps, of each kind. */
const gaps: readonly (readonly [type: string, verdict: "noted" | "refused", missing: string])[] = [
  ["aws_appautoscaling_policy", "noted", "what it measures adds no tasks"],
  ["aws_appautoscaling_target", "noted", "nothing scales the service"],
  ["aws_cloudwatch_composite_alarm", "noted", "it cannot ring"],
  ["aws_cloudwatch_event_rule", "noted", "nothing is started by its events"],
  ["aws_cloudwatch_event_target", "noted", "nothing is started by its events"],
  [
    "aws_cloudwatch_metric_alarm",
    "noted",
    "it cannot ring, and it starts without what it has seen",
  ],
  ["aws_cloudwatch_log_resource_policy", "noted", policy],
  ["aws_cloudfront_function", "noted", "paths of pages are not answered"],
  ["aws_cloudfront_origin_access_control", "noted", "the distribution cannot read pages"],
  [
    "aws_cloudfront_response_headers_policy",
    "noted",
    "pages come without the headers that protect them",
  ],
  ["aws_cloudwatch_log_delivery", "noted", "requests to the distribution are not recorded"],
  [
    "aws_cloudwatch_log_delivery_destination",
    "noted",
    "requests to the distribution are not recorded",
  ],
  ["aws_cloudwatch_log_delivery_source", "noted", "requests to the distribution are not recorded"],
  ["aws_db_event_subscription", "noted", "events of the database are not reported"],
  ["aws_db_parameter_group", "noted", "the database needs another group"],
  ["aws_dynamodb_resource_policy", "noted", policy],
  ["aws_ec2_client_vpn_authorization_rule", "noted", "people do not get there through the VPN"],
  ["aws_ecr_repository_policy", "noted", policy],
  ["aws_iam_group_policy_attachment", "noted", "people may not do what it allows"],
  ["aws_iam_openid_connect_provider", "refused", "no pipeline can sign in"],
  ["aws_iam_policy", "noted", "whoever has it may not do what it allows"],
  ["aws_iam_role_policy", "noted", role],
  ["aws_iam_role_policy_attachment", "noted", role],
  ["aws_s3_bucket_ownership_controls", "noted", bucket],
  ["aws_s3_bucket_policy", "refused", policy],
  ["aws_s3_bucket_public_access_block", "refused", "nothing blocks public access"],
  ["aws_s3_bucket_versioning", "noted", bucket],
  ["aws_scheduler_schedule", "noted", "nothing is started"],
  [
    "aws_sfn_state_machine",
    "refused",
    "the machine that delivers is gone, and what it was doing is stopped",
  ],
  ["aws_sns_topic", "refused", "its subscriptions are lost, and each must be confirmed anew"],
  ["aws_sns_topic_policy", "noted", policy],
  ["aws_default_security_group", "noted", "nothing keeps the default security group empty"],
  ["aws_flow_log", "noted", "connections are not recorded"],
  ["aws_sns_topic_subscription", "noted", "nobody is notified, until it is confirmed anew"],
  ["aws_sqs_queue_policy", "noted", policy],
  ["aws_wafv2_web_acl", "noted", "no firewall stands before the load balancer or the distribution"],
  [
    "aws_wafv2_web_acl_association",
    "noted",
    "no firewall stands before the load balancer or the distribution",
  ],
  ["aws_wafv2_web_acl_logging_configuration", "noted", "what the firewall blocks is not recorded"],
];

const replaced = (type: string, ...actions: string[]) =>
  saidBy(gapWhileReplaced, planOf({ address: `${type}.it`, before: {}, after: {}, actions }));

describe("gap-while-replaced", () => {
  test("has words for each kind whose row names it", () => {
    const named = Object.entries(kinds)
      .filter(([, { replaced: row }]) => "rules" in row && row.rules.includes("gap-while-replaced"))
      .map(([type]) => type);
    expect(named.filter((type) => !gaps.some(([known]) => known === type))).toEqual([]);
  });

  test.each(gaps)("%s is %s where it is deleted first", (type, verdict, missing) => {
    expect(replaced(type, "delete", "create")).toEqual([
      `${verdict}: is deleted and made again: in between ${missing}`,
    ]);
    expect(replaced(type, "create", "delete")).toEqual([]);
    expect(replaced(type, "update")).toEqual([]);
  });

  test.each(["aws_lb", "constructor"])("has nothing to say of %s", (type) => {
    expect(replaced(type, "delete", "create")).toEqual([]);
  });
});
