import { note, type Observation, type Rule, refuse } from "../rule";

type Gap = readonly [verdict: "refuse" | "note", what: string];

const role = "the role may not do what it allows";
const policy = "its policy is gone, with what it allows and denies";
const start = "nothing is started";
const bucket = "the bucket does without it";

/** What is missing between the deletion and the return. */
const gaps: Readonly<Record<string, Gap>> = {
  aws_appautoscaling_policy: ["note", "what it measures adds no tasks"],
  aws_appautoscaling_target: ["note", "nothing scales the service"],
  aws_cloudfront_function: ["note", "paths of pages are not answered"],
  aws_cloudfront_origin_access_control: ["note", "the distribution cannot read pages"],
  aws_cloudfront_response_headers_policy: [
    "note",
    "pages come without the headers that protect them",
  ],
  aws_cloudwatch_composite_alarm: ["note", "it cannot ring"],
  aws_cloudwatch_event_rule: ["note", `${start} by its events`],
  aws_cloudwatch_event_target: ["note", `${start} by its events`],
  aws_cloudwatch_log_delivery: ["note", "requests to the distribution are not recorded"],
  aws_cloudwatch_log_delivery_destination: [
    "note",
    "requests to the distribution are not recorded",
  ],
  aws_cloudwatch_log_delivery_source: ["note", "requests to the distribution are not recorded"],
  aws_cloudwatch_log_resource_policy: ["note", policy],
  aws_cloudwatch_metric_alarm: ["note", "it cannot ring, and it starts without what it has seen"],
  aws_db_event_subscription: ["note", "events of the database are not reported"],
  aws_db_parameter_group: ["note", "the database needs another group"],
  aws_default_security_group: ["note", "nothing keeps the default security group empty"],
  aws_dynamodb_resource_policy: ["note", policy],
  aws_ec2_client_vpn_authorization_rule: ["note", "people do not get there through the VPN"],
  aws_ecr_repository_policy: ["note", policy],
  aws_flow_log: ["note", "connections are not recorded"],
  aws_iam_group_policy_attachment: ["note", "people may not do what it allows"],
  aws_iam_openid_connect_provider: ["refuse", "no pipeline can sign in"],
  aws_iam_policy: ["note", "whoever has it may not do what it allows"],
  aws_iam_role_policy: ["note", role],
  aws_iam_role_policy_attachment: ["note", role],
  aws_s3_bucket_ownership_controls: ["note", bucket],
  aws_s3_bucket_policy: ["refuse", policy],
  aws_s3_bucket_public_access_block: ["refuse", "nothing blocks public access"],
  aws_s3_bucket_versioning: ["note", bucket],
  aws_scheduler_schedule: ["note", start],
  aws_sfn_state_machine: [
    "refuse",
    "the machine that delivers is gone, and what it was doing is stopped",
  ],
  aws_sns_topic: ["refuse", "its subscriptions are lost, and each must be confirmed anew"],
  aws_sns_topic_policy: ["note", policy],
  aws_sns_topic_subscription: ["note", "nobody is notified, until it is confirmed anew"],
  aws_sqs_queue_policy: ["note", policy],
  aws_wafv2_web_acl: ["note", "no firewall stands before the load balancer or the distribution"],
  aws_wafv2_web_acl_association: [
    "note",
    "no firewall stands before the load balancer or the distribution",
  ],
  aws_wafv2_web_acl_logging_configuration: ["note", "what the firewall blocks is not recorded"],
};

/** Something is deleted and made again, and is missed in between: the order of the two matters. */
export const gapWhileReplaced: Rule = {
  name: "gap-while-replaced",
  class: "outage",
  why: "Between the two steps, and for as long as the second one fails, what it does is not done.",
  advice:
    "Take back what forces the replacement, or make the new one first (`create_before_destroy`, another name).",
  check({ type, actions }): readonly Observation[] {
    const gap = Object.hasOwn(gaps, type) ? gaps[type] : undefined;
    if (gap === undefined || actions.join() !== "delete,create") return [];
    const [verdict, missing] = gap;
    const what = `is deleted and made again: in between ${missing}`;
    return [verdict === "refuse" ? refuse(what) : note(what)];
  },
};
