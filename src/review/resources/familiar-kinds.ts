import { plainType } from "../read/resource-type";

// What the module makes, and what commonly stands beside it: kinds that the rules judge when they are made, changed or deleted.
const familiar = new Set([
  ...withPrefix("aws_acm_", ["certificate", "certificate_validation"]),
  ...withPrefix("aws_appautoscaling_", ["policy", "scheduled_action", "target"]),
  ...withPrefix("aws_backup_", ["plan", "selection", "vault"]),
  ...withPrefix("aws_cloudwatch_", [
    ...["composite_alarm", "dashboard", "event_rule", "event_target", "log_group"],
    ...["log_metric_filter", "metric_alarm"],
  ]),
  ...withPrefix("aws_db_", ["instance", "parameter_group", "subnet_group"]),
  ...withPrefix("aws_default_", ["network_acl", "route_table", "security_group"]),
  ...withPrefix("aws_dynamodb_", ["resource_policy", "table"]),
  ...withPrefix("aws_ecr_", [
    ...["lifecycle_policy", "registry_scanning_configuration", "repository", "repository_policy"],
  ]),
  ...withPrefix("aws_ecs_", ["cluster", "service", "task_definition"]),
  ...withPrefix("aws_iam_", [
    ...["access_key", "group", "group_policy", "group_policy_attachment", "instance_profile"],
    ...["openid_connect_provider", "policy", "policy_attachment", "role", "role_policy"],
    ...["role_policy_attachment", "service_linked_role", "user", "user_login_profile"],
    ...["user_policy", "user_policy_attachment"],
  ]),
  ...withPrefix("aws_kms_", ["alias", "grant", "key", "key_policy"]),
  ...withPrefix("aws_lb", ["", "_listener", "_listener_certificate", "_listener_rule"]),
  ...withPrefix("aws_lb_", ["target_group"]),
  ...withPrefix("aws_network_acl", ["", "_association", "_rule"]),
  ...withPrefix("aws_rds_", ["cluster", "cluster_instance", "cluster_parameter_group"]),
  ...withPrefix("aws_route", ["", "_table", "_table_association", "53_record", "53_zone"]),
  ...withPrefix("aws_s3_bucket", ["", "_acl", "_lifecycle_configuration", "_logging", "_policy"]),
  ...withPrefix("aws_s3_bucket_", [
    ...["object_lock_configuration", "ownership_controls", "public_access_block"],
    ...["server_side_encryption_configuration", "versioning"],
  ]),
  ...withPrefix("aws_secretsmanager_secret", ["", "_policy", "_version"]),
  ...withPrefix("aws_sns_topic", ["", "_policy", "_subscription"]),
  ...withPrefix("aws_sqs_queue", ["", "_policy"]),
  ...withPrefix("aws_vpc_", ["endpoint"]),
  ...withPrefix("aws_vpc_security_group_", ["egress_rule", "ingress_rule"]),
  ...withPrefix("aws_wafv2_web_acl", ["", "_association"]),
  ...["aws_cloudtrail", "aws_eip", "aws_flow_log", "aws_internet_gateway", "aws_nat_gateway"],
  ...["aws_scheduler_schedule", "aws_security_group", "aws_security_group_rule"],
  ...["aws_sfn_state_machine", "aws_ssm_parameter", "aws_subnet", "aws_vpc"],
  "terraform_data", // runs nothing without a provisioner
]);

/** Values that are kept in the state and reach nothing outside it. */
const withinState = /^(random|time|tls)_/;

/** Whether the rules have something to say about objects of this kind. */
export function isFamiliar(type: string): boolean {
  const plain = plainType(type);
  return familiar.has(plain) || withinState.test(plain);
}

function withPrefix(prefix: string, names: readonly string[]): readonly string[] {
  return names.map((name) => prefix + name);
}
