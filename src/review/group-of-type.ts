import { plainType } from "./read/resource-type";

/** The part of an environment that a kind of resource belongs to, in the order of the traffic. */
export const groups = [
  "network",
  "load balancer",
  "service",
  "database",
  "images",
  "secrets and keys",
  "storage",
  "access",
  "delivery",
  "observability",
  "other",
] as const;

/** One of {@link groups}. */
export type Group = (typeof groups)[number];

// The first that fits counts.
const patterns: readonly (readonly [RegExp, Group])[] = [
  [/^aws_(route53|acm|lb|elb|wafv2|cloudfront|shield)/, "load balancer"],
  [/^aws_(ecs|appautoscaling|autoscaling|service_discovery|lambda|apprunner)/, "service"],
  [/^aws_(db|rds|docdb|neptune|elasticache|redshift|opensearch)/, "database"],
  [/^aws_(ecr|ecrpublic|inspector2)/, "images"],
  [/^(aws_(secretsmanager|kms|acmpca)|random|tls)/, "secrets and keys"],
  [/^aws_iam/, "access"],
  [/^aws_(sfn|cloudwatch_event|scheduler|ssm|dynamodb|sqs|codebuild|pipes)/, "delivery"],
  [
    /^aws_(cloudwatch|sns|budgets|cloudtrail|flow_log|guardduty|securityhub|config)/,
    "observability",
  ],
  [/^aws_(s3|efs|ebs|backup|fsx)/, "storage"],
  [
    /^aws_(vpc|subnet|security_group|default_security_group|route|nat|internet|eip|network|prefix)/,
    "network",
  ],
];

/** The group of a resource type; `other` for what is in no list. */
export function groupOfType(type: string): Group {
  return patterns.find(([pattern]) => pattern.test(plainType(type)))?.[1] ?? "other";
}
