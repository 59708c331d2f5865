/** The groups in which people look for things, in the order of the traffic. */
export const groups = [
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
export type Group = (typeof groups)[number];

/** Longest beginning of a resource type that decides its group. */
const groupByBeginning: Readonly<Record<string, Group>> = {
  aws_security_group: "network",
  aws_vpc: "network",
  aws_lb: "edge",
  aws_acm: "edge",
  aws_route53: "edge",
  aws_s3: "edge",
  aws_wafv2: "edge",
  aws_ecs: "compute",
  aws_appautoscaling: "compute",
  aws_ecr: "images",
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
