/** A resource's arguments as the Terraform has them. */
export type Arguments = Readonly<Record<string, unknown>>;

/** What a resource is, in a few words; types without an entry are details of those that have one. */
export const phraseByType: Readonly<Record<string, (it: Arguments) => string | undefined>> = {
  aws_lb: (it) =>
    `load balancer ${it["name"]} (${it["internal"] ? "internal" : "internet-facing"})`,
  aws_acm_certificate: (it) => `certificate for ${it["domain_name"]}, renewed by ACM`,
  aws_route53_record: (it) => (it["alias"] ? `DNS name ${it["name"]} (${it["type"]})` : undefined),
  aws_s3_bucket: (it) => `bucket ${it["bucket"]}`,
  aws_lb_listener: (it) =>
    it["protocol"] === "HTTPS"
      ? `HTTPS on ${it["port"]}`
      : `${it["protocol"]} on ${it["port"]} only redirects`,
  aws_lb_listener_certificate: () => "our certificate on the existing listener",
  aws_lb_listener_rule: (it) =>
    String(it["listener_arn"]).startsWith("${data.")
      ? "rule for the host name on the existing listener"
      : undefined,
  aws_ecs_cluster: (it) => `cluster ${it["name"]}`,
  aws_ecs_service: (it) => `Fargate service ${it["name"]}`,
  aws_ecs_task_definition: (it) =>
    `each task ${Number(it["cpu"]) / 1024} vCPU and ${Number(it["memory"]) / 1024} GiB`,
  aws_appautoscaling_target: (it) =>
    `${afterRelease(it["min_capacity"])} to ${it["max_capacity"]} tasks once an image is released`,
  aws_ecr_repository: (it) => `repository ${it["name"]}`,
  aws_ssm_parameter: (it) => `released digest in ${it["name"]}`,
  aws_db_instance: (it) =>
    [
      `PostgreSQL ${it["engine_version"]} on ${it["instance_class"]}`,
      it["multi_az"] ? "Multi-AZ" : "one zone",
      `${it["allocated_storage"]} to ${it["max_allocated_storage"]} GiB`,
      `${days(it["backup_retention_period"])} of backups`,
    ].join(", "),
  aws_secretsmanager_secret: (it) => String(it["name"]),
  aws_kms_alias: (it) => `key ${it["name"]}`,
  aws_sfn_state_machine: (it) => `state machine ${it["name"]}`,
  aws_cloudwatch_event_rule: (it) => `rule ${it["name"]}`,
  aws_scheduler_schedule: (it) => `schedule ${it["name"]}`,
  aws_dynamodb_table: (it) => `table ${it["name"]}`,
  aws_sns_topic: (it) => `topic ${it["name"]}`,
  aws_sqs_queue: (it) => `queue ${it["name"]}`,
  aws_cloudwatch_log_group: (it) => `${it["name"]} (${days(it["retention_in_days"])})`,
  aws_cloudwatch_metric_alarm: (it) => String(it["alarm_name"]),
  aws_iam_openid_connect_provider: (it) => `identity provider ${it["url"]}`,
  aws_iam_policy: (it) => `policy ${it["name"]}`,
  aws_iam_role: (it) => `role ${it["name"]}`,
};

/** The count that `released ? 0 : count` has once something was released. */
function afterRelease(expression: unknown): string {
  return /: (\d+)\}$/.exec(String(expression))?.[1] ?? String(expression);
}

function days(count: unknown): string {
  return count === 1 ? "1 day" : `${count} days`;
}
