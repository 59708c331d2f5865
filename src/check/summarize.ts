import { textOrder } from "../base/text";
import type { TerraformJson } from "../stack/terraform-json";
import { trafficOf } from "./traffic";

/** A resource's arguments as the Terraform has them. */
type Arguments = Readonly<Record<string, unknown>>;

/** What a resource is, in a few words; types without an entry are details of those that have one. */
const phraseByType: Readonly<Record<string, (it: Arguments) => string | undefined>> = {
  aws_vpc: (it) => `VPC of ${it["cidr_block"]}`,
  aws_nat_gateway: (it) => `NAT gateway ${nameTag(it)}`,
  aws_vpc_endpoint: (it) =>
    `${String(it["vpc_endpoint_type"]).toLowerCase()} endpoint for ${String(it["service_name"]).split(".").slice(3).join(".")}`,
  aws_lb: (it) =>
    `load balancer ${it["name"]} (${it["internal"] ? "internal" : "internet-facing"})`,
  aws_cloudfront_distribution: () =>
    "CloudFront distribution before the bucket of pages and the load balancer",
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
  aws_cloudwatch_composite_alarm: (it) => String(it["alarm_name"]),
  aws_cloudwatch_dashboard: (it) => `dashboard ${it["dashboard_name"]}`,
  // A part of another alarm notifies nobody, and has no name for people.
  aws_cloudwatch_metric_alarm: (it) => (it["alarm_actions"] ? String(it["alarm_name"]) : undefined),
  aws_iam_openid_connect_provider: (it) => `identity provider ${it["url"]}`,
  aws_iam_policy: (it) => `policy ${it["name"]}`,
  aws_iam_role: (it) => `role ${it["name"]}`,
};

function nameTag(it: Arguments): string {
  return String((it["tags"] as Arguments | undefined)?.["Name"]);
}

/** The count that `released ? 0 : count` has once something was released. */
export function afterRelease(expression: unknown): string {
  return /: (\d+)\}$/.exec(String(expression))?.[1] ?? String(expression);
}

function days(count: unknown): string {
  return count === 1 ? "1 day" : `${count} days`;
}

/** What will exist of one group. */
export interface GroupSummary {
  readonly group: Group;
  /** What a person would name, each in a few words. */
  readonly things: readonly string[];
  /** How many Terraform resources that is. */
  readonly resources: number;
}

const phrases = Object.entries(phraseByType);

/** What a stack makes, by group, read from its synthesized Terraform. Groups without a resource are left out. */
export function summarize(json: TerraformJson): GroupSummary[] {
  const resources = Object.entries(json.resource).flatMap(([type, byName]) =>
    Object.entries(byName)
      .sort(([a], [b]) => textOrder(a, b))
      .map(([, it]) => ({ type, it })),
  );
  return groups.flatMap((group) => {
    const own = resources.filter(({ type }) => groupOf(type) === group);
    if (own.length === 0) return [];
    const named = phrases.flatMap(([type, phrase]) =>
      own.flatMap((resource) => (resource.type === type ? (phrase(resource.it) ?? []) : [])),
    );
    const things =
      group === "network"
        ? [...named, ...connections(json)]
        : group === "other"
          ? own.map(({ type }) => type)
          : named;
    return [{ group, things, resources: own.length }];
  });
}

/** Who may connect to whom, in the order of the traffic: `10.20.0.0/16 → load balancer 443, 80`. */
function connections(json: TerraformJson): string[] {
  const portsByEnds = new Map<string, string[]>();
  const traffic = trafficOf(json).sort(
    (a, b) => tierOf(a.from) - tierOf(b.from) || textOrder(a.from + a.to, b.from + b.to),
  );
  for (const { from, to, port } of traffic) {
    const ends = `${endText(from)} → ${endText(to)}`;
    portsByEnds.set(ends, [...(portsByEnds.get(ends) ?? []), port]);
  }
  return [...portsByEnds].map(([ends, ports]) => `${ends} ${ports.join(", ")}`);
}

/** Clients are before the load balancer, and the load balancer before the service. */
function tierOf(end: string): number {
  return ["load balancer", "service"].indexOf(end);
}

function endText(end: string): string {
  return end === "0.0.0.0/0" || end === "::/0" ? `the internet (${end})` : end;
}

/** The groups in which people look for things, in the order of the traffic. */
const groups = [
  "network",
  "edge",
  "compute",
  "images",
  "data",
  "secrets",
  "encryption",
  "delivery",
  "logs",
  "alarms",
  "access",
  "state",
  "other",
] as const;

/** One of {@link groups}. */
type Group = (typeof groups)[number];

/** Longest beginning of a resource type that decides its group. */
const groupByBeginning: Readonly<Record<string, Group>> = {
  aws_cloudfront: "edge",
  aws_default_security_group: "network",
  aws_eip: "network",
  aws_flow_log: "network",
  aws_internet_gateway: "network",
  aws_nat_gateway: "network",
  aws_route: "network",
  aws_security_group: "network",
  aws_subnet: "network",
  aws_vpc: "network",
  aws_lb: "edge",
  aws_acm: "edge",
  aws_route53: "edge",
  aws_s3: "edge",
  aws_wafv2: "edge",
  aws_ecs: "compute",
  aws_appautoscaling: "compute",
  aws_ecr: "images",
  aws_ssm_document: "access",
  aws_ssm_parameter: "images",
  aws_db: "data",
  aws_rds: "data",
  terraform_data: "data",
  aws_secretsmanager: "secrets",
  aws_kms: "encryption",
  aws_sfn: "delivery",
  aws_scheduler: "delivery",
  aws_cloudwatch_event: "delivery",
  aws_dynamodb: "delivery",
  aws_sns: "delivery",
  aws_sqs: "delivery",
  aws_lambda: "delivery",
  aws_cloudwatch_log: "logs",
  aws_cloudwatch_metric_alarm: "alarms",
  aws_cloudwatch_composite_alarm: "alarms",
  aws_cloudwatch_dashboard: "alarms",
  aws_iam: "access",
};

/** The group of a resource type; `other` for one that nobody thought of, so that nothing is left out. */
export function groupOf(type: string): Group {
  const best = Object.keys(groupByBeginning)
    .filter((beginning) => type === beginning || type.startsWith(`${beginning}_`))
    .sort((a, b) => b.length - a.length)[0];
  return (best && groupByBeginning[best]) || "other";
}
