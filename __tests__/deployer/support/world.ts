import { createHash } from "node:crypto";
import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import {
  CreateRepositoryCommand,
  DescribeImagesCommand,
  ECRClient,
  PutImageCommand,
} from "@aws-sdk/client-ecr";
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import {
  CreateDBInstanceCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { addressesOf, type DeliveryNames } from "../../../src/contract/delivery-names";
import type { DeliverySettings } from "../../../src/contract/delivery-settings";
import { placeholderDigest } from "../../../src/contract/images";
import type { OutcomeKind } from "../../../src/contract/outcomes";
import {
  cleanUpMachine,
  deliveryMachine,
  lookMachine,
  requestMachine,
} from "../../../src/deployer/machine";
import { createDeliveryTable } from "../../support/delivery-table";
import type { Emulator } from "../../support/emulator";
import { request } from "../../support/request";
import { exampleNames, exampleSettings } from "./example";

/** What the registry answers when it is asked for a scan, exactly so. */
export interface RawScan {
  readonly answer: object;
}

/** A scan as the registry keeps it; see `support/python/gaps`. */
export interface Scan {
  readonly status: string;
  readonly description?: string;
  readonly counts?: Readonly<Record<string, number>>;
  readonly completedAt?: number;
  readonly findings?: readonly object[];
  readonly enhancedFindings?: readonly object[];
}

/** A scan without findings. */
export const clean: Scan = { status: "COMPLETE", counts: {} };

/** What an execution gives back. */
export interface Told {
  readonly outcome: OutcomeKind;
  readonly result: string;
  readonly digest: string;
  readonly revision: string;
  readonly by: string;
  readonly detail: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

/** What an expression was given and gave. */
export interface Evaluation {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly states: Readonly<Record<string, unknown>>;
  readonly value: unknown;
}

/** What the emulator noted of an account. */
interface Noted {
  /** Arguments of each call of the machine, by `service:Action`. */
  readonly calls?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  /** Answers that are still to be given instead of the emulator's own. */
  readonly answers?: Readonly<Record<string, readonly { readonly times: number }[]>>;
  readonly scalableTargets?: Readonly<Record<string, object>>;
  readonly largest?: { readonly bytes: number };
  /** How many were started, and the most of them that were at work at one time. */
  readonly oneOffTasks?: { readonly count: number; readonly atOnce: number };
  readonly evaluations?: Readonly<Record<string, readonly Evaluation[]>>;
}

type MachineMaker = typeof deliveryMachine;

const anyAccount = "999999999999";
const definitionsByPlan = new Map<string, string>();

/** The text of a machine, put together once for worlds that differ by their account alone. */
function definitionOf(make: MachineMaker, names: DeliveryNames, settings: DeliverySettings) {
  const delivery = { names: { ...names, account: anyAccount }, settings };
  const plan = `${make.name} ${JSON.stringify(delivery)}`;
  const text = definitionsByPlan.get(plan) ?? JSON.stringify(make(delivery));
  definitionsByPlan.set(plan, text);
  return text.replaceAll(anyAccount, names.account);
}

export type World = Awaited<ReturnType<typeof createWorld>>;

/** One applied environment in an account of its own, before its first release. */
export async function createWorld(
  emulator: Emulator,
  account: string,
  changes: Partial<DeliverySettings> = {},
  names: DeliveryNames = exampleNames(account),
) {
  const addresses = addressesOf(names);
  const settings = { ...exampleSettings, ...changes };
  const config = {
    ...emulator.clientConfig,
    credentials: { accessKeyId: account, secretAccessKey: "none" },
  };
  const ecs = new ECSClient(config);
  // The others use the first one's connections: to open seven of each world took longer than to send through them.
  const alike = { ...config, requestHandler: ecs.config.requestHandler };
  const ecr = new ECRClient(alike);
  const ssm = new SSMClient(alike);
  const sfn = new SFNClient(alike);
  const dynamodb = new DynamoDBClient(alike);
  const events = new EventBridgeClient(alike);
  const rds = new RDSClient(alike);

  const fixturesUrl = `${emulator.endpoint}/_fixtures?account=${account}`;
  const fixtures = async (entries: object): Promise<void> => {
    await request(fixturesUrl, { body: JSON.stringify(entries) });
  };
  const noted = async () => JSON.parse(await request(fixturesUrl)) as Noted;
  /** Waits until an execution has ended, or entered a state. */
  const until = async (what: { execution: string; entered?: string }): Promise<void> => {
    const url = `${emulator.endpoint}/_until?account=${account}&region=${names.region}`;
    await request(url, { body: JSON.stringify(what) });
  };

  await ecr.send(
    new CreateRepositoryCommand({
      repositoryName: names.repository,
      imageTagMutability: "IMMUTABLE",
    }),
  );
  await ecs.send(new CreateClusterCommand({ clusterName: names.cluster }));
  await ecs.send(new RegisterTaskDefinitionCommand(taskDefinition(placeholderDigest)));
  await ecs.send(
    new CreateServiceCommand({
      cluster: names.cluster,
      serviceName: names.service,
      taskDefinition: names.taskFamily,
      desiredCount: 0,
      launchType: "FARGATE",
      platformVersion: "1.4.0",
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: ["subnet-0a1b2c3d4e5f70111"],
          securityGroups: ["sg-0a1b2c3d4e5f70201"],
          assignPublicIp: "DISABLED",
        },
      },
      deploymentConfiguration: {
        deploymentCircuitBreaker: { enable: true, rollback: true },
        minimumHealthyPercent: 100,
        maximumPercent: 200,
        ...(settings.rolloutAlarms && {
          alarms: { enable: true, rollback: true, alarmNames: [...settings.rolloutAlarms] },
        }),
      },
    }),
  );
  await ssm.send(
    new PutParameterCommand({ Name: names.imagePointer, Value: placeholderDigest, Type: "String" }),
  );
  await createDeliveryTable(dynamodb, names.delivery);
  if (settings.snapshot) {
    await rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: settings.snapshot.databaseIdentifier,
        DBInstanceClass: "db.t4g.micro",
        Engine: "postgres",
        StorageEncrypted: !settings.snapshot.acceptsUnencrypted,
      }),
    );
  }
  const signedFor = (service: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/${names.region}/${service}/aws4_request`,
  });
  /** A call of a service that has no client here; account and region as in the others. */
  const query = (service: string, parameters: Record<string, string>) =>
    request(emulator.endpoint, {
      headers: {
        ...signedFor(service),
        "content-type": "application/x-www-form-urlencoded",
      },
      body: new URLSearchParams(parameters).toString(),
    });
  for (const name of settings.rolloutAlarms ?? []) {
    await query("monitoring", {
      ...{ Action: "PutMetricAlarm", AlarmName: name, Namespace: "AWS/ApplicationELB" },
      ...{ MetricName: "HTTPCode_Target_5XX_Count", Statistic: "Sum", Period: "60" },
      ...{ EvaluationPeriods: "5", Threshold: "1", ComparisonOperator: "GreaterThanThreshold" },
    });
  }
  const letters = await createTopic(emulator, account, names.delivery);
  /** One of the environment's three machines. */
  const create = async (name: string, make: MachineMaker, role = names.delivery) => {
    const body = JSON.stringify({
      name,
      roleArn: `arn:aws:iam::${account}:role/${role}`,
      definition: definitionOf(make, names, settings),
    });
    // Not by the client, which writes so long a text twenty times as slowly.
    const answer = await request(emulator.endpoint, {
      headers: {
        ...signedFor("states"),
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "AWSStepFunctions.CreateStateMachine",
      },
      body,
    });
    return (JSON.parse(answer) as { stateMachineArn: string }).stateMachineArn;
  };
  const stateMachineArn = await create(names.delivery, deliveryMachine);
  const cleanUpMachineArn = await create(`${names.delivery}-clean-up`, cleanUpMachine);
  const lookMachineArn = settings.dailyLook
    ? await create(`${names.delivery}-look`, lookMachine)
    : "";
  const requests = `${names.delivery}-request`;
  const requestMachineArn = await create(requests, requestMachine, requests);

  function taskDefinition(digest: string) {
    const secretArn = `arn:aws:secretsmanager:${names.region}:${names.account}:secret:shop-dev/DATABASE_URL-a1B2c3`;
    return {
      family: names.taskFamily,
      networkMode: "awsvpc" as const,
      requiresCompatibilities: ["FARGATE" as const],
      cpu: "256",
      memory: "512",
      taskRoleArn: addresses.taskRoleArn,
      executionRoleArn: addresses.executionRoleArn,
      tags: [{ key: "environment", value: "dev" }],
      containerDefinitions: [
        {
          name: names.container,
          image: `${addresses.repositoryUrl}@${digest}`,
          essential: true,
          environment: [{ name: "LOG_LEVEL", value: "debug" }],
          secrets: [{ name: "DATABASE_URL", valueFrom: `${secretArn}:::version-1` }],
          logConfiguration: {
            logDriver: "awslogs" as const,
            options: {
              "awslogs-group": "/slipway/shop-dev/app",
              "awslogs-stream-prefix": "app",
              "awslogs-region": names.region,
            },
          },
        },
      ],
    };
  }

  let pushes = 0;
  /** Pushes manifests, each by default one minute after the push before. */
  async function push(manifests: readonly Manifest[]): Promise<readonly string[]> {
    const pushed = manifests.map(({ manifest, mediaType, tag, pushedAt }) => {
      const text = JSON.stringify(manifest);
      pushes += 1;
      const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
      return { text, mediaType, tag, digest, pushedAt: pushedAt ?? firstPush + pushes * 60 };
    });
    await fixtures({
      pushedAt: Object.fromEntries(pushed.map(({ digest, pushedAt }) => [digest, pushedAt])),
    });
    for (const { text, mediaType, tag, digest } of pushed) {
      await ecr.send(
        new PutImageCommand({
          repositoryName: names.repository,
          imageManifest: text,
          imageManifestMediaType: mediaType,
          imageDigest: digest,
          ...(tag !== undefined && { imageTag: tag }),
        }),
      );
    }
    return pushed.map(({ digest }) => digest);
  }

  async function run(input: object, machine = stateMachineArn): Promise<Told> {
    return told(await start(input, machine));
  }

  async function start(input: object, machine = stateMachineArn): Promise<string> {
    const { executionArn } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn: machine, input: JSON.stringify(input) }),
    );
    return executionArn as string;
  }

  const seen = new Set<OutcomeKind>();
  async function told(executionArn: string): Promise<Told> {
    await until({ execution: executionArn });
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status === "SUCCEEDED") {
      const output: Told = JSON.parse(execution.output as string);
      seen.add(output.outcome);
      return output;
    }
    const { events: history = [] } = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 30 }),
    );
    const entered = history.find((event) => event.stateEnteredEventDetails);
    throw new Error(
      `${execution.status} in ${entered?.stateEnteredEventDetails?.name}: ${execution.error} ${execution.cause}`,
    );
  }

  const service = async () => {
    const { services = [] } = await ecs.send(
      new DescribeServicesCommand({ cluster: names.cluster, services: [names.service] }),
    );
    const [it] = services;
    if (it === undefined) throw new Error("there is no service");
    return it;
  };

  return {
    names,
    settings,
    account,
    config,
    endpoint: emulator.endpoint,
    /** Outcomes that executions told here. */
    seen,
    clients: { ecs, ecr, ssm, sfn, dynamodb, events, rds },
    fixtures,
    letters,
    stateMachineArn,
    cleanUpMachineArn,
    requestMachineArn,
    lookMachineArn,
    taskDefinition,
    run,
    start,
    told,
    service,
    /** Asks for a digest, as a person or a pipeline does. */
    ask: (
      digest: string,
      how: { force?: boolean; rollback?: boolean; outsideWindow?: string } = {},
    ) => run({ digest, requestedBy: "anna@example.gov", ...how }),
    schedule: () => run({ schedule: "reconcile" }),
    stop: (executionArn: string) => sfn.send(new StopExecutionCommand({ executionArn })),

    /** Pushes a single image. */
    pushImage: async (name: string, tag?: string) => {
      const [digest] = await push([{ manifest: imageManifest(name), mediaType: imageType, tag }]);
      return digest as string;
    },
    /** Pushes images whose tags count. */
    pushMany: (count: number) =>
      push(
        Array.from({ length: count }, (_, n) => ({
          manifest: imageManifest(`many-${n}`),
          mediaType: imageType,
          tag: `main-many-${n}`,
        })),
      ),
    /** Pushes any manifest: an artifact, or an image with its configuration and layers; `pushedAt` in seconds. */
    pushManifest: async (manifest: object, tag?: string, pushedAt?: number) => {
      const mediaType = (manifest as { mediaType?: string }).mediaType ?? imageType;
      const [digest] = await push([{ manifest, mediaType, tag, pushedAt }]);
      return digest as string;
    },
    pushIndex: async (manifests: readonly object[], tag?: string) => {
      const manifest = { schemaVersion: 2, mediaType: indexType, manifests };
      const [digest] = await push([{ manifest, mediaType: indexType, tag }]);
      return digest as string;
    },
    scanned: (digest: string, scan: Scan | RawScan = clean) =>
      fixtures({ scans: { [digest]: scan } }),

    /** Arguments of the machine's calls of one action, such as `ecs:RunTask`. */
    calls: async (action: string) => (await noted()).calls?.[action] ?? [],
    noted,

    /** The event that the registry sends when a scan ends. */
    scanEvent: (digest: string, tags: readonly string[] = []) => ({
      version: "0",
      "detail-type": "ECR Image Scan",
      source: "aws.ecr",
      account,
      region: names.region,
      detail: {
        "scan-status": "COMPLETE",
        "repository-name": names.repository,
        "finding-severity-counts": {},
        "image-digest": digest,
        "image-tags": tags,
      },
    }),

    /** What an alarm says from now on. */
    setAlarm: (name: string, state: "OK" | "ALARM") =>
      query("monitoring", {
        ...{ Action: "SetAlarmState", AlarmName: name, StateValue: state, StateReason: "a test" },
      }),
    removeAlarm: (name: string) =>
      query("monitoring", { Action: "DeleteAlarms", "AlarmNames.member.1": name }),
    /** Has ECS look at the service again, after a fixture of its containers changed. */
    settle: () =>
      ecs.send(new UpdateServiceCommand({ cluster: names.cluster, service: names.service })),
    /** Changes the service past the deployer. */
    deployByHand: async (digest: string) => {
      await ecs.send(new RegisterTaskDefinitionCommand(taskDefinition(digest)));
      await ecs.send(
        new UpdateServiceCommand({
          cluster: names.cluster,
          service: names.service,
          taskDefinition: names.taskFamily,
        }),
      );
    },
    /** Digest that the service's primary deployment runs. */
    runningDigest: async () => {
      const { taskDefinition } = await ecs.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: (await service()).taskDefinition }),
      );
      return taskDefinition?.containerDefinitions?.[0]?.image?.split("@")[1];
    },
    pointer: async () => {
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name: names.imagePointer }));
      return Parameter?.Value;
    },
    tagsOf: async (digest: string) => {
      const { imageDetails } = await ecr.send(
        new DescribeImagesCommand({
          repositoryName: names.repository,
          imageIds: [{ imageDigest: digest }],
        }),
      );
      return imageDetails?.[0]?.imageTags ?? [];
    },
    /** Names of the snapshots of a database, oldest first. */
    snapshots: async (database = names.environment) => {
      const { DBSnapshots = [] } = await rds.send(
        new DescribeDBSnapshotsCommand({ DBInstanceIdentifier: database }),
      );
      return DBSnapshots.map(({ DBSnapshotIdentifier }) => DBSnapshotIdentifier as string);
    },
    activeRevisions: async () => {
      const { taskDefinitionArns = [] } = await ecs.send(
        new ListTaskDefinitionsCommand({ familyPrefix: names.taskFamily, status: "ACTIVE" }),
      );
      return taskDefinitionArns.map((arn) => Number(arn.split(":").at(-1)));
    },
    tasks: async () => {
      const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster: names.cluster }));
      return taskArns;
    },
    item: async (kind: string, id: string) => {
      const { Item } = await dynamodb.send(
        new GetItemCommand({
          TableName: names.delivery,
          Key: { kind: { S: kind }, id: { S: id } },
        }),
      );
      return Item && Object.fromEntries(Object.entries(Item).map(([k, v]) => [k, v.S ?? v.N]));
    },
    items: async (kind: string) => {
      const { Items = [] } = await dynamodb.send(
        new QueryCommand({
          TableName: names.delivery,
          KeyConditionExpression: "#kind = :kind",
          ExpressionAttributeNames: { "#kind": "kind" },
          ExpressionAttributeValues: { ":kind": { S: kind } },
        }),
      );
      return Items.map((item) =>
        Object.fromEntries(Object.entries(item).map(([k, v]) => [k, v.S ?? v.N])),
      );
    },
    putItem: (item: Readonly<Record<string, string>>) =>
      dynamodb.send(
        new PutItemCommand({
          TableName: names.delivery,
          Item: Object.fromEntries(Object.entries(item).map(([k, v]) => [k, { S: v }])),
        }),
      ),
    /** Takes an item away, as somebody may by hand. */
    removeItem: (kind: string, id: string) =>
      dynamodb.send(
        new DeleteItemCommand({
          TableName: names.delivery,
          Key: { kind: { S: kind }, id: { S: id } },
        }),
      ),
    execution: (executionArn: string) => sfn.send(new DescribeExecutionCommand({ executionArn })),
    /** Executions of the deployer and of its clean-up. */
    executions: async () => {
      const lists = await Promise.all(
        [stateMachineArn, cleanUpMachineArn].map((machine) =>
          sfn.send(new ListExecutionsCommand({ stateMachineArn: machine })),
        ),
      );
      return lists.flatMap(({ executions = [] }) => executions);
    },
    /** Waits until an execution has ended. */
    ended: (executionArn: string) => until({ execution: executionArn }),
    /** Waits until an execution has entered a state. */
    entered: (executionArn: string, state: string) =>
      until({ execution: executionArn, entered: state }),
    /** Applies the environment again with other settings. */
    reconfigure: (changes: Partial<DeliverySettings>) =>
      sfn.send(
        new UpdateStateMachineCommand({
          stateMachineArn,
          definition: JSON.stringify(
            deliveryMachine({ names, settings: { ...settings, ...changes } }),
          ),
        }),
      ),
    /** States that an execution entered, in order. */
    path: async (executionArn: string) => {
      const { events: history = [] } = await sfn.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
      );
      return history.flatMap((event) => event.stateEnteredEventDetails?.name ?? []);
    },
    putRule: async (
      name: string,
      pattern: object,
      target: { template?: string; paths?: object },
    ) => {
      await events.send(new PutRuleCommand({ Name: name, EventPattern: JSON.stringify(pattern) }));
      await events.send(
        new PutTargetsCommand({
          Rule: name,
          Targets: [
            {
              Id: "machine",
              Arn: cleanUpMachineArn,
              RoleArn: `arn:aws:iam::${account}:role/events`,
              ...(target.template && {
                InputTransformer: {
                  InputTemplate: target.template,
                  InputPathsMap: target.paths as Record<string, string>,
                },
              }),
            },
          ],
        }),
      );
    },
  };
}

/** A manifest that is to be pushed. */
interface Manifest {
  readonly manifest: object;
  readonly mediaType: string;
  readonly tag: string | undefined;
  readonly pushedAt?: number | undefined;
}

/** Time before all pushes, in seconds. */
const firstPush = 1_760_000_000;

export const imageType = "application/vnd.oci.image.manifest.v1+json";
export const indexType = "application/vnd.oci.image.index.v1+json";

function imageManifest(name: string) {
  return { schemaVersion: 2, mediaType: imageType, config: { digest: `sha256:${name}` } };
}

export const pause = (milliseconds: number) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The environment's topic with one subscriber, and what that one has received. */
async function createTopic(emulator: Emulator, account: string, name: string) {
  const call = (service: string, parameters: Record<string, string>) =>
    request(emulator.endpoint, {
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/us-east-1/${service}/aws4_request`,
      },
      body: new URLSearchParams(parameters).toString(),
    });
  await call("sns", { Action: "CreateTopic", Name: name });
  const queue = `http://localhost/${account}/${name}`;
  await call("sqs", { Action: "CreateQueue", QueueName: name });
  await call("sns", {
    Action: "Subscribe",
    TopicArn: `arn:aws:sns:us-east-1:${account}:${name}`,
    Protocol: "sqs",
    Endpoint: `arn:aws:sqs:us-east-1:${account}:${name}`,
  });
  /** Everything received since the last call: subject and text. */
  return async (): Promise<readonly { readonly subject: string; readonly message: string }[]> => {
    const text = await call("sqs", {
      Action: "ReceiveMessage",
      QueueUrl: queue,
      MaxNumberOfMessages: "10",
    });
    const bodies = [...text.matchAll(/<Body>(.*?)<\/Body>/gs)].map(([, body]) =>
      JSON.parse(unescaped(body as string)),
    );
    return bodies.map(({ Subject, Message }) => ({ subject: Subject, message: Message }));
  };
}

function unescaped(xml: string): string {
  const entities: Record<string, string> = { quot: '"', amp: "&", lt: "<", gt: ">", apos: "'" };
  return xml.replace(/&(quot|amp|lt|gt|apos|#x[0-9A-Fa-f]+|#\d+);/g, (_, name: string) => {
    if (!name.startsWith("#")) return entities[name] as string;
    const code = name.startsWith("#x") ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return String.fromCodePoint(code);
  });
}
