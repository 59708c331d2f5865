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
function startEndpoints({ secrets, service }: Environment): readonly string[] {
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

/** VPC endpoints by the short names of their services, each list in alphabetical order. */
interface OwnEndpoints {
  readonly interfaces: readonly string[];
  readonly gateways: readonly string[];
}

/**
 * What tasks need that may not go anywhere: what they start with, the key of their shells' sessions, and what the application may call.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
 */
export function taskEndpoints(environment: Environment): OwnEndpoints {
  const called = calledPrefixes(environment);
  const named = (table: Readonly<Record<string, string>>) =>
    called.flatMap((prefix) => table[prefix] ?? []);
  const interfaces = [
    ...startEndpoints(environment),
    ...(hasSessionKey(environment) ? ["kms"] : []),
    ...named(endpointByPrefix),
  ];
  return {
    interfaces: [...new Set(interfaces)].sort(),
    gateways: [...new Set(["s3", ...named(gatewayByPrefix)])].sort(),
  };
}

/** The endpoints of a network of our own: gateways always, since they cost nothing, and interfaces where the tasks may not go anywhere. */
export function ownEndpoints(environment: Environment): OwnEndpoints {
  const { interfaces, gateways } = taskEndpoints(environment);
  if (environment.network.egress.mode === "anywhere") return { interfaces: [], gateways };
  // Whether or not the cluster's owner has a key today.
  const key = environment.service.execEnabled ? ["kms"] : [];
  return { interfaces: [...new Set([...interfaces, ...key])].sort(), gateways };
}

/** Whether shells' sessions are encrypted with a key, which the agent in the task asks for. */
function hasSessionKey({ cluster, service }: Environment): boolean {
  if (!service.execEnabled) return false;
  if (cluster.mode === "create") return true;
  return cluster.execRecords?.mode === "logs" && cluster.execRecords.kmsKeyArn !== null;
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
