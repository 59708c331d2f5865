import type { Environment } from "./schema";

/** Interface endpoints for what an application may call, by the prefix of its actions. */
const endpointByPrefix: Readonly<Record<string, string>> = {
  bedrock: "bedrock-runtime",
  cloudwatch: "monitoring",
  events: "events",
  firehose: "kinesis-firehose",
  kinesis: "kinesis-streams",
  kms: "kms",
  lambda: "lambda",
  logs: "logs",
  secretsmanager: "secretsmanager",
  sns: "sns",
  sqs: "sqs",
  ssm: "ssm",
  states: "states",
  sts: "sts",
};

/** The same for gateway endpoints, which cost nothing. */
const gatewayByPrefix: Readonly<Record<string, string>> = { dynamodb: "dynamodb", s3: "s3" };

/**
 * Interface endpoints without which a task does not start, or runs without its logs and shells, by their short names.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
 */
export function startEndpoints({ secrets, service }: Environment): readonly string[] {
  const sources = Object.values(secrets.variables);
  const isParameter = (secret: (typeof sources)[number]) =>
    secret.source === "arn" && secret.arn.includes(":ssm:");
  return [
    "ecr.api",
    "ecr.dkr",
    "logs",
    ...(sources.some((secret) => !isParameter(secret)) ? ["secretsmanager"] : []),
    ...(sources.some(isParameter) ? ["ssm"] : []),
    ...(service.execEnabled ? ["ssmmessages"] : []),
  ];
}

/** What a network of our own has in place of the Internet, by short names in the order of the alphabet. */
export interface OwnEndpoints {
  readonly interfaces: readonly string[];
  readonly gateways: readonly string[];
}

/**
 * The endpoints of a network of our own: S3's always, since image layers come from there; interfaces where the tasks may not go anywhere, for
 * what a task needs, for the key of its shells' sessions, and for what the application may call.
 */
export function ownEndpoints(environment: Environment): OwnEndpoints {
  const { network, service } = environment;
  const called = calledPrefixes(environment);
  const named = (table: Readonly<Record<string, string>>) =>
    called.flatMap((prefix) => table[prefix] ?? []);
  const interfaces =
    network.egress.mode === "anywhere"
      ? []
      : [
          ...startEndpoints(environment),
          ...(service.execEnabled ? ["kms"] : []),
          ...named(endpointByPrefix),
        ];
  return {
    interfaces: [...new Set(interfaces)].sort(),
    gateways: [...new Set(["s3", ...named(gatewayByPrefix)])].sort(),
  };
}

/** Services of AWS that the application may call and to which no endpoint of ours leads, by the prefix of their actions. */
export function unreachablePrefixes(environment: Environment): readonly string[] {
  return calledPrefixes(environment).filter(
    (prefix) => !Object.hasOwn(endpointByPrefix, prefix) && !Object.hasOwn(gatewayByPrefix, prefix),
  );
}

function calledPrefixes({ service }: Environment): readonly string[] {
  const actions = (service.permissions ?? []).flatMap((statement) => statement.actions);
  return [...new Set(actions.flatMap((action) => action.split(":")[0] ?? []))];
}
