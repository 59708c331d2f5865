import { z } from "zod";
import { type PolicyStatement, policyJson } from "../base/policy";
import { variableSign } from "../base/secrets";
import {
  choice,
  flag,
  identifying,
  list,
  logRetentionDays,
  oneOf,
  reason,
  section,
  text,
  variableName,
  wholeNumber,
  words,
} from "./fields";
import type { EnvironmentRule, RuleProblem } from "./rule";
import type { Environment } from "./schema";

/** CPU units that Fargate sells. @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html */
export const fargateCpuUnits = [256, 512, 1024, 2048, 4096, 8192, 16384] as const;

const sid = () =>
  text(
    /^[A-Z][A-Za-z0-9]{2,63}$/,
    "3 to 64 letters and digits that begin with a capital, such as ReadUploads",
  ).describe("Name of the statement (its Sid), such as `ReadUploads`.");

const actions = () =>
  list(
    text(
      /^[a-z0-9-]{2,40}:[A-Z][A-Za-z0-9]{2,80}$/,
      "one action of one service without a wildcard, such as s3:GetObject",
    ),
    1,
  ).describe("Actions, each by its name, such as `s3:GetObject`; wildcards are refused.");

/** An ARN that names something: a resource of `*` alone would be every resource of the service. */
const resourceArn = () =>
  text(
    /^(?=.{1,1024}$)arn:aws(-us-gov)?:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:(?![*?]+$)[\w:/.,+=@*?~#-]+$/,
    "an ARN that names more than a service, such as arn:aws:s3:::shop-uploads/*",
  );

/**
 * What the application may do in AWS: statements of its task role.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
 */
const permissions = list(
  choice(
    "on",
    [
      section({
        on: z.literal("resources").describe("Only what is listed."),
        sid: sid(),
        actions: actions(),
        resources: identifying(
          list(resourceArn(), 1).describe(
            "ARNs of what they may be used on; `*` and `?` stand for any characters within a name.",
          ),
        ),
      }).describe("Actions on listed resources."),
      section({
        on: z.literal("everything").describe("Every resource of the account."),
        sid: sid(),
        actions: actions(),
        reason: reason().describe(
          "Why no resource can be named, 10 to 300 characters; many actions that only list know none.",
        ),
      }).describe("Actions on every resource, for a stated reason."),
    ],
    ["resources", "everything"],
  ),
)
  .optional()
  .describe(
    "What the application may do in AWS, such as read a bucket or send to a queue; left out for nothing.",
  );

/** The application's tasks. */
export const service = section({
  cpuUnits: oneOf(fargateCpuUnits).describe(
    "CPU of one task in units, 1024 to a vCPU: 256 to 16384 as Fargate sells them.",
  ),
  memoryMiB: wholeNumber(512, 122_880, "MiB").describe(
    "Memory of one task in MiB, 512 to 122880, in a pair with the CPU that Fargate sells.",
  ),
  architecture: oneOf(["X86_64", "ARM64"]).describe("Processor that the image was built for."),
  port: wholeNumber(1, 65_535).describe("TCP port on which the container listens, 1 to 65535."),
  healthCheck: section({
    path: text(/^\/[\x21-\x7e]{0,1023}$/, "a path that begins with /, to 1024 characters").describe(
      "Path that answers 200 when a task can serve, such as /health/ready.",
    ),
    gracePeriodSeconds: wholeNumber(0, 3600, "seconds").describe(
      "Seconds after the start in which a failing check is forgiven, 0 to 3600.",
    ),
  }).describe("How the load balancer knows that a task can serve."),
  tasksMin: wholeNumber(1, 100, "tasks").describe("Least number of tasks, 1 to 100."),
  tasksMax: wholeNumber(1, 100, "tasks").describe("Greatest number of tasks, 1 to 100."),
  scaling: section({
    cpuPercent: wholeNumber(10, 95, "percent").describe(
      "Average CPU that scaling aims at, 10 to 95 percent.",
    ),
    memoryPercent: wholeNumber(10, 95, "percent").describe(
      "Average memory that scaling aims at, 10 to 95 percent.",
    ),
    requestsPerTarget: wholeNumber(1, 1_000_000, "requests").describe(
      "Requests a minute for each task that scaling aims at, 1 to 1000000.",
    ),
  }).describe("What scaling between the least and the greatest number aims at."),
  variables: z
    .record(
      variableName(),
      text(
        /^[\s\S]{0,4096}$/,
        "text of at most 4096 characters, in quotes if it looks like a number",
      ),
      {
        error: "must be a section of names and values",
      },
    )
    .describe(
      "Plain environment variables; text to 4096 characters. Secrets have a section of their own.",
    ),
  migrationCommand: words(", or null")
    .nullable()
    .describe(
      "Command that migrates the database before each release, run as a task of the new image; null for none.",
    ),
  execEnabled: flag().describe(
    "true lets people with the permission open a shell in a task (ECS Exec).",
  ),
  permissions,
  logRetentionDays: logRetentionDays().describe(
    "Days that the application's logs are kept: 1, 3, 5, 7, 14, 30, … 3653.",
  ),
}).describe("The ECS service and its task.");

/** Characters of all inline policies of a role together; the session of ECS Exec takes up to a thousand. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const mostPermissionCharacters = 10_240 - 1_000;

/** Statements have names of their own, and fit into the role. */
export const taskPermissions: EnvironmentRule = ({ service: { permissions = [] } }) => {
  const path = ["service", "permissions"];
  const repeated = permissions.flatMap(({ sid }, index) =>
    permissions.findIndex((one) => one.sid === sid) === index
      ? []
      : [
          {
            path: [...path, index, "sid"],
            message: `must be a name of its own, got ${sid} again`,
            fix: "give each statement another name, or put their actions together",
          },
        ],
  );
  const length = policyJson(taskStatements(permissions)).length;
  if (length <= mostPermissionCharacters) return repeated;
  return [
    ...repeated,
    {
      path,
      on: "key",
      message: `must be at most ${mostPermissionCharacters} characters as a policy, got ${length}`,
      fix: "IAM takes no more in one role: name fewer resources, by a common beginning and *",
    },
  ];
};

/** The statements as IAM has them. */
export function taskStatements(
  permissions: NonNullable<Environment["service"]["permissions"]>,
): PolicyStatement[] {
  return permissions.map((permission) => ({
    Sid: permission.sid,
    Effect: "Allow",
    Action: permission.actions,
    Resource: permission.on === "resources" ? permission.resources : "*",
  }));
}

/** Memory in MiB that Fargate sells with each size of CPU: from, to, in steps of. @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html */
const memoryByCpuUnits: Readonly<
  Record<(typeof fargateCpuUnits)[number], readonly [from: number, to: number, step: number]>
> = {
  256: [512, 2048, 512], // but not 1536
  512: [1024, 4096, 1024],
  1024: [2048, 8192, 1024],
  2048: [4096, 16_384, 1024],
  4096: [8192, 30_720, 1024],
  8192: [16_384, 61_440, 4096],
  16384: [32_768, 122_880, 8192],
};

/** Fargate sells CPU and memory in pairs. */
export const fargateSizes: EnvironmentRule = ({ service: { cpuUnits, memoryMiB } }) => {
  const [from, to, step] = memoryByCpuUnits[cpuUnits];
  const sizes = Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step)
    // The smallest task comes with 512, 1024 or 2048 MiB.
    .filter((size) => cpuUnits !== 256 || size !== 1536);
  if (sizes.includes(memoryMiB)) return [];
  const allowed =
    sizes.length > 7 ? `from ${from} to ${to} in steps of ${step}` : `one of ${sizes.join(", ")}`;
  return [
    {
      path: ["service", "memoryMiB"],
      message: `must be ${allowed} with cpuUnits ${cpuUnits}, got ${memoryMiB}`,
      fix: `the nearest that Fargate sells is ${nearest(memoryMiB, sizes)}; more memory may need more CPU`,
    },
  ];
};

function nearest(size: number, sizes: readonly number[]): number {
  return sizes.reduce((best, one) => (Math.abs(one - size) < Math.abs(best - size) ? one : best));
}

/** Scaling needs a range. */
export const taskCounts: EnvironmentRule = ({ service: { tasksMin, tasksMax } }) => {
  if (tasksMin <= tasksMax) return [];
  return [
    {
      path: ["service", "tasksMin"],
      message: `must be at most tasksMax, which is ${tasksMax}, got ${tasksMin}`,
      fix: "lower tasksMin or raise tasksMax",
    },
  ];
};

/** Variables that ECS sets itself, or by which the AWS libraries would take other credentials than the task role's. */
const reserved =
  /^(ECS_\w*|AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|SECURITY_TOKEN|PROFILE|DEFAULT_PROFILE|CONFIG_FILE|SHARED_CREDENTIALS_FILE|ROLE_ARN|ROLE_SESSION_NAME|WEB_IDENTITY_TOKEN_FILE|EXECUTION_ENV|REGION|DEFAULT_REGION|CONTAINER_\w+|EC2_METADATA_\w+))$/i;

/** What ECS sets in every container, the file must not set. @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4-fargate.html */
export const reservedVariables: EnvironmentRule = ({ service, secrets, database }) => {
  const message =
    "must not be set: ECS and the AWS libraries use this name for region or credentials";
  const named = [
    ...Object.keys(service.variables).map((name) => ["service", "variables", name]),
    ...Object.keys(secrets.variables).map((name) => ["secrets", "variables", name]),
  ].filter((path) => reserved.test(path.at(-1) ?? ""));
  const variables = named.map((path): RuleProblem => {
    const fix = "remove it; the task has its region and its role without it";
    return { path, on: "key", message, fix };
  });
  const drill = database.mode === "none" ? undefined : database.drill;
  if (drill?.mode !== "command" || !reserved.test(drill.variable)) return variables;
  const path = ["database", "drill", "variable"];
  return [...variables, { path, message, fix: "take another name, such as DATABASE_URL" }];
};

const secretMessages = {
  name: "must not be a plain variable: its name says that the value is secret",
  value: "must not be a plain variable: its value looks like a password or a key",
};

/** Secrets are not in plain variables, where everybody who sees the task definition reads them. The report keeps the value to itself. */
export const plainSecrets: EnvironmentRule = ({ service }) =>
  Object.entries(service.variables).flatMap(([name, value]) => {
    const sign = variableSign(name, value);
    if (sign === undefined) return [];
    return [
      {
        path: ["service", "variables", name],
        on: "key",
        message: secretMessages[sign],
        fix: "put it under secrets.variables; if the value was ever committed, change it where it is valid",
      },
    ];
  });
