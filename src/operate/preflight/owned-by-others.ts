import type { Cluster } from "@aws-sdk/client-ecs";
import type { Environment } from "../../config/schema";
import { type Account, type Answer, fine, isMissing, type Look, unknown, wrong } from "./look";

const cluster: Look = {
  subject: "Cluster",
  actions: ["ecs:DescribeClusters"],
  async run({ environment, config }) {
    if (environment.cluster.mode !== "existing") return [];
    const { DescribeClustersCommand, ECSClient } = await import("@aws-sdk/client-ecs");
    const { name } = environment.cluster;
    const { clusters = [] } = await new ECSClient(config).send(
      new DescribeClustersCommand({ clusters: [name], include: ["CONFIGURATIONS", "SETTINGS"] }),
    );
    const found = clusters.find((one) => one.clusterName === name);
    if (found?.status !== "ACTIVE") {
      return [
        wrong(
          found === undefined ? `${name} does not exist` : `${name} is ${found.status}`,
          "correct cluster.name (aws ecs list-clusters), or write mode: create",
        ),
      ];
    }
    const answers = [...countsTasks(environment, found), ...recordsSessions(environment, found)];
    return answers.length > 0 ? answers : [fine(name)];
  },
};

/** Without that figure the alarms cannot distinguish a service that is down from one that is not meant to run. */
function countsTasks(
  { monitoring }: Environment,
  { clusterName: name, settings = [] }: Cluster,
): Answer[] {
  const insights = settings.find((one) => one.name === "containerInsights")?.value ?? "disabled";
  if (monitoring === undefined || insights !== "disabled") return [];
  return [
    wrong(
      `${name} has no Container Insights, which count the tasks that should run: a plan with monitoring fails`,
      `ask its owner for aws ecs update-cluster-settings --cluster ${name} --settings name=containerInsights,value=enabled`,
    ),
  ];
}

/**
 * What people type in a task is recorded where the file says: nothing else looks at what the cluster really does.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ExecuteCommandConfiguration.html
 */
function recordsSessions(
  { cluster, service }: Environment,
  { clusterName: name, configuration }: Cluster,
): Answer[] {
  const records = cluster.mode === "existing" ? cluster.execRecords : undefined;
  if (!service.execEnabled || records?.mode !== "logs") return [];
  const { logging, logConfiguration, kmsKeyId } = configuration?.executeCommandConfiguration ?? {};
  const group = logging === "OVERRIDE" ? logConfiguration?.cloudWatchLogGroupName : undefined;
  const sessionKey = kmsKeyId ?? null;
  const { kmsKeyArn, logGroupName } = records;
  const isFilesKey =
    sessionKey === kmsKeyArn ||
    (sessionKey !== null && kmsKeyArn !== null && isCalled(kmsKeyArn, sessionKey));
  return [
    ...(group === logGroupName
      ? []
      : [
          wrong(
            `${name} records sessions ${group ? `in ${group}` : "in no log group of its own"}, and the file says ${logGroupName}`,
            "correct cluster.execRecords.logGroupName, have its owner record them there, or write service.execEnabled: false",
          ),
        ]),
    ...(isFilesKey
      ? []
      : [
          wrong(
            `${name} encrypts sessions with ${sessionKey ?? "no key"}, and the file says ${kmsKeyArn ?? "none"}`,
            `write cluster.execRecords.kmsKeyArn: ${sessionKey === null ? "null" : "the key's ARN"}; with another no session opens`,
          ),
        ]),
  ];
}

const database: Look = {
  subject: "Database",
  actions: ["rds:DescribeDBInstances", "rds:DescribeOrderableDBInstanceOptions"],
  async run({ environment, config }) {
    const { database: given } = environment;
    if (given.mode === "none") return [];
    const rds = await import("@aws-sdk/client-rds");
    const client = new rds.RDSClient(config);
    if (given.mode === "create") {
      for await (const {
        OrderableDBInstanceOptions: options = [],
      } of rds.paginateDescribeOrderableDBInstanceOptions(
        { client },
        { Engine: "postgres", DBInstanceClass: given.instanceClass },
      )) {
        const fits = options.some(
          ({ EngineVersion = "", MultiAZCapable }) =>
            EngineVersion.split(".")[0] === given.engineVersion &&
            (MultiAZCapable || !given.multiAz),
        );
        if (fits) return [fine(`PostgreSQL ${given.engineVersion} on ${given.instanceClass}`)];
      }
      return [
        wrong(
          `RDS does not offer PostgreSQL ${given.engineVersion} on ${given.instanceClass}${given.multiAz ? " in two zones" : ""} in ${environment.region}`,
          "choose another database.instanceClass or engineVersion",
        ),
      ];
    }
    const { instanceIdentifier, securityGroupId, port } = given;
    for await (const { DBInstances = [] } of rds.paginateDescribeDBInstances({ client }, {})) {
      const found = DBInstances.find((one) =>
        instanceIdentifier === undefined
          ? groupsOf(one).includes(securityGroupId)
          : one.DBInstanceIdentifier === instanceIdentifier,
      );
      if (!found) continue;
      const { DBInstanceIdentifier: name, Engine, EngineVersion = "", Endpoint } = found;
      const major = Number.parseInt(EngineVersion, 10);
      if (Engine !== "postgres" || major < 14) {
        return [wrong(`${name} is ${Engine} ${EngineVersion}`, "PostgreSQL 14 or later is needed")];
      }
      if (Endpoint?.Port !== undefined && Endpoint.Port !== port) {
        return [
          wrong(`${name} listens on ${Endpoint.Port}`, `write database.port: ${Endpoint.Port}`),
        ];
      }
      if (!groupsOf(found).includes(securityGroupId)) {
        const groups = groupsOf(found).join(", ") || "(none)";
        return [
          wrong(
            `${name} has the security group ${groups}, not ${securityGroupId}`,
            "correct database.securityGroupId",
          ),
        ];
      }
      return [fine(`${name}, PostgreSQL ${EngineVersion}`)];
    }
    if (instanceIdentifier !== undefined) {
      return [
        wrong(
          `RDS has no instance ${instanceIdentifier}`,
          "correct database.instanceIdentifier: aws rds describe-db-instances",
        ),
      ];
    }
    return [
      unknown(
        `no instance of RDS has the security group ${securityGroupId}`,
        "fine for a cluster or a database of one's own; else correct database.securityGroupId",
      ),
    ];
  },
};

function groupsOf({
  VpcSecurityGroups: groups = [],
}: import("@aws-sdk/client-rds").DBInstance): string[] {
  return groups.flatMap(({ VpcSecurityGroupId: id }) => id ?? []);
}

const secrets: Look = {
  subject: "Secrets",
  actions: ["secretsmanager:DescribeSecret", "ssm:DescribeParameters", "kms:DescribeKey"],
  async run(account) {
    const named = Object.entries(account.environment.secrets.variables).flatMap(([name, secret]) =>
      secret.source === "arn" ? [{ name, ...secret }] : [],
    );
    const answers = await Promise.all(named.map((secret) => secretAnswer(account, secret)));
    return answers.flat();
  },
};

interface NamedSecret {
  readonly name: string;
  readonly arn: string;
  readonly jsonKey: string | null;
  readonly kmsKeyArn: string | null;
}

async function secretAnswer(account: Account, secret: NamedSecret): Promise<Answer[]> {
  const at = `secrets.variables.${secret.name}`;
  const { name, arn, kmsKeyArn, jsonKey } = secret;
  const key = arn.includes(":ssm:")
    ? await parameterKey(account, arn)
    : await secretKey(account, arn);
  if (key === undefined) return [wrong(`${name}: ${arn} does not exist`, `correct ${at}.arn`)];
  if (key === "deleted") {
    return [
      wrong(`${name}: ${arn} is being deleted`, "restore it: aws secretsmanager restore-secret"),
    ];
  }
  const answers = await keyAnswers(account, { at, key, kmsKeyArn, name });
  if (answers.length > 0) return answers;
  if (jsonKey === null) return [fine(`${name} is there`)];
  return [
    unknown(
      `${name} is there; whether it has the key ${jsonKey} only its value says, which is not read`,
      `it must be JSON with ${jsonKey}: {"${jsonKey}": "…"}`,
    ),
  ];
}

/** The key's id as the secret has it, `""` for AWS's own; `deleted` while it is being deleted; undefined where there is none. */
async function secretKey({ config }: Account, arn: string): Promise<string | undefined> {
  const { DescribeSecretCommand, SecretsManagerClient } = await import(
    "@aws-sdk/client-secrets-manager"
  );
  try {
    const found = await new SecretsManagerClient(config).send(
      new DescribeSecretCommand({ SecretId: arn }),
    );
    return found.DeletedDate ? "deleted" : (found.KmsKeyId ?? "");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function parameterKey({ config }: Account, arn: string): Promise<string | undefined> {
  const { paginateDescribeParameters, SSMClient } = await import("@aws-sdk/client-ssm");
  const path = arn.split(":parameter")[1] ?? "";
  const request = {
    ParameterFilters: [{ Key: "Name", Option: "Equals", Values: [path, path.slice(1)] }],
  };
  const client = new SSMClient(config);
  // A page may be empty and others follow.
  for await (const { Parameters = [] } of paginateDescribeParameters({ client }, request)) {
    if (Parameters[0]) return Parameters[0].KeyId ?? "";
  }
  return undefined;
}

async function keyAnswers(
  { config }: Account,
  {
    at,
    key,
    kmsKeyArn,
    name,
  }: {
    readonly at: string;
    readonly key: string;
    readonly kmsKeyArn: string | null;
    readonly name: string;
  },
): Promise<Answer[]> {
  const isAwsOwn = key === "" || key.startsWith("alias/aws/");
  if (kmsKeyArn === null) {
    return isAwsOwn
      ? []
      : [
          wrong(
            `${name} is encrypted with ${key}, and the file names no key`,
            `write ${at}.kmsKeyArn: without it tasks may not decrypt the secret, and do not start`,
          ),
        ];
  }
  if (isAwsOwn) {
    return [wrong(`${name} is encrypted with AWS's own key`, `write ${at}.kmsKeyArn: null`)];
  }
  const { DescribeKeyCommand, KMSClient } = await import("@aws-sdk/client-kms");
  const region = kmsKeyArn.split(":")[3] ?? config.region;
  const { KeyMetadata } = await new KMSClient({ ...config, region }).send(
    new DescribeKeyCommand({ KeyId: kmsKeyArn }),
  );
  if (KeyMetadata?.KeyState !== "Enabled") {
    return [
      wrong(`${name}: its key is ${KeyMetadata?.KeyState}`, "enable the key, or give another"),
    ];
  }
  if (!isCalled(kmsKeyArn, key)) {
    return [
      wrong(`${name} is encrypted with ${key}, not with the file's key`, `correct ${at}.kmsKeyArn`),
    ];
  }
  return [];
}

/** Whether a key may be called so: by its ARN or its id, or by an alias, behind which there can be any. */
function isCalled(keyArn: string, name: string): boolean {
  return name === keyArn || keyArn.endsWith(`/${name}`) || /(^|:)alias\//.test(name);
}

/** Things that others own and the file names: cluster, database, secrets. */
export const ownedByOthersLooks: readonly Look[] = [cluster, database, secrets];
