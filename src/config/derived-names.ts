import { namesOf } from "../contract/names";
import { cdnOf } from "./frontend";
import type { EnvironmentRule, RuleProblem } from "./rule";
import type { Environment } from "./schema";

interface NameLimit {
  /** What has the name, in AWS's words. */
  readonly what: string;
  readonly name: string;
  readonly longest: number;
  /** Beginnings that AWS refuses. */
  readonly refused?: RegExp;
}

/** Every name that is made from application and environment is one that AWS accepts. */
export const derivedNames: EnvironmentRule = (environment) =>
  limits(environment).flatMap((limit) => [...tooLong(limit), ...refusedStart(limit)]);

/** @see https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html */
function limits(environment: Environment): NameLimit[] {
  const names = namesOf(environment);
  const everywhere: NameLimit[] = [
    { what: "ECS cluster", name: names.cluster, longest: 255 },
    { what: "ECS service", name: names.service, longest: 255 },
    { what: "ECS task family", name: names.taskFamily, longest: 255 },
    { what: "security groups", name: names.prefix, longest: 200, refused: /^sg-/ },
    { what: "SSM parameter", name: names.imagePointer, longest: 1011, refused: /^\/(aws|ssm)/ },
    { what: "log group", name: names.appLogGroup, longest: 512 },
    { what: "log group", name: names.clusterExecLogGroup, longest: 512 },
    { what: "log group", name: names.deliveryLogGroup, longest: 512 },
    { what: "log group", name: names.flowLogGroup, longest: 512 },
    { what: "log group", name: names.vpnLogGroup, longest: 512 },
    {
      what: "session document",
      name: environment.access.databaseClients?.mode === "role" ? names.databaseSession : "",
      longest: 128,
      refused: /^(aws|amazon|amzn)/,
    },
    { what: "target group", name: names.targetGroupPrefix, longest: 6 },
    { what: "KMS alias", name: names.keyAlias, longest: 256, refused: /^alias\/aws\// },
    { what: "IAM policy", name: names.developersPolicy, longest: 128 },
    { what: "EventBridge rule", name: names.deliveryCleanUp, longest: 64 },
    { what: "queue", name: names.deliveryUndelivered, longest: 80 },
    { what: "state machine", name: names.delivery, longest: 80 },
    { what: "state machine", name: names.deliveryCleanUp, longest: 80 },
    { what: "state machine", name: names.deliveryLook, longest: 80 },
    { what: "state machine", name: names.deliveryRequest, longest: 80 },
    { what: "state machine", name: names.deliveryDrill, longest: 80 },
    { what: "ECS task family", name: names.drillFamily, longest: 255 },
  ];
  const roles = Object.entries(names)
    .filter(([key]) => key.endsWith("Role"))
    .map(([, name]) => ({ what: "IAM role", name: String(name), longest: 64 }));
  const secrets = Object.keys(environment.secrets.variables).map((variable) => ({
    what: "secret",
    name: names.secret(variable),
    longest: 512,
  }));
  return [
    ...everywhere,
    ...roles,
    ...secrets,
    ...ofLoadBalancer(environment),
    ...ofDatabase(environment),
    ...ofFrontend(environment),
  ];
}

function ofLoadBalancer(environment: Environment): NameLimit[] {
  if (environment.loadBalancer.mode !== "create") return [];
  const { loadBalancer, accessLogBucket } = namesOf(environment);
  const reserved = /^(xn--|sthree-|amzn-s3-demo-)/;
  return [
    { what: "load balancer", name: loadBalancer, longest: 32, refused: /^internal-/ },
    { what: "access log bucket", name: accessLogBucket, longest: 63, refused: reserved },
  ];
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
function ofFrontend(environment: Environment): NameLimit[] {
  if (cdnOf(environment) === undefined) return [];
  const { siteBucket, frontendLogBucket, frontend } = namesOf(environment);
  return [
    { what: "bucket of pages", name: siteBucket, longest: 63 },
    { what: "frontend's log bucket", name: frontendLogBucket, longest: 63 },
    { what: "log delivery", name: frontend, longest: 60 },
  ];
}

function ofDatabase(environment: Environment): NameLimit[] {
  if (environment.database.mode !== "create") return [];
  return [
    { what: "database instance", name: namesOf(environment).databaseIdentifier, longest: 63 },
  ];
}

function tooLong({ what, name, longest }: NameLimit): RuleProblem[] {
  const excess = name.length - longest;
  if (excess <= 0) return [];
  return [
    {
      path: ["application"],
      message: `makes the name of the ${what} ${name.length} characters long; AWS allows ${longest}: ${name}`,
      fix: `shorten application or environment by ${excess} ${excess === 1 ? "character" : "characters"}`,
    },
  ];
}

function refusedStart({ what, name, refused }: NameLimit): RuleProblem[] {
  const start = refused?.exec(name)?.[0];
  if (!start) return [];
  return [
    {
      path: ["application"],
      message: `makes a name of the ${what} that AWS refuses, since it begins with ${start}: ${name}`,
      fix: "give the application another name",
    },
  ];
}
