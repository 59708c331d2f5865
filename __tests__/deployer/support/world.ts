import { createHash } from "node:crypto";
import { Agent } from "node:http";
import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { DescribeImagesCommand, ECRClient } from "@aws-sdk/client-ecr";
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { DescribeDBSnapshotsCommand, RDSClient } from "@aws-sdk/client-rds";
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
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
import { deliveryTable } from "../../support/delivery-table";
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
export interface Output {
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

/** How an execution ended. */
interface Ended {
  readonly status: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
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
  const clients = clientsOf(emulator, config);

  const fixturesUrl = `${emulator.endpoint}/_fixtures?account=${account}`;
  const fixtures = async (entries: object): Promise<void> => {
    await request(fixturesUrl, { agent, body: JSON.stringify(entries) });
  };
  const noted = async () => JSON.parse(await request(fixturesUrl, { agent })) as Noted;
  /** Waits until an execution has ended, and gives how, or entered a state. */
  const until = async (what: { execution: string; entered?: string }) => {
    const url = `${emulator.endpoint}/_until?account=${account}&region=${names.region}`;
    return JSON.parse(await request(url, { agent, body: JSON.stringify(what) })) as Ended;
  };

  const { calls, call, query } = callsOf(emulator, account, names.region);
  /** One of the environment's machines. */
  const machine = (name: string, make: MachineMaker, role = names.delivery) =>
    call("states", "CreateStateMachine", {
      name,
      roleArn: `arn:aws:iam::${account}:role/${role}`,
      definition: definitionOf(make, names, settings),
    });
  const requests = `${names.delivery}-request`;
  await calls([
    call("ecr", "CreateRepository", {
      repositoryName: names.repository,
      imageTagMutability: "IMMUTABLE",
    }),
    call("ecs", "CreateCluster", { clusterName: names.cluster }),
    call("ecs", "RegisterTaskDefinition", taskDefinition(placeholderDigest)),
    call("ecs", "CreateService", {
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
    call("ssm", "PutParameter", {
      Name: names.imagePointer,
      Value: placeholderDigest,
      Type: "String",
    }),
    call("dynamodb", "CreateTable", deliveryTable(names.delivery)),
    ...(settings.snapshot
      ? [
          query("rds", {
            Action: "CreateDBInstance",
            DBInstanceIdentifier: settings.snapshot.databaseIdentifier,
            DBInstanceClass: "db.t4g.micro",
            Engine: "postgres",
            StorageEncrypted: String(!settings.snapshot.acceptsUnencrypted),
          }),
        ]
      : []),
    ...(settings.rolloutAlarms ?? []).map((name) =>
      query("monitoring", {
        ...{ Action: "PutMetricAlarm", AlarmName: name, Namespace: "AWS/ApplicationELB" },
        ...{ MetricName: "HTTPCode_Target_5XX_Count", Statistic: "Sum", Period: "60" },
        ...{ EvaluationPeriods: "5", Threshold: "1", ComparisonOperator: "GreaterThanThreshold" },
      }),
    ),
    // One subscriber of the environment's topic. Nobody deletes what it received: that must not come again while a test lasts.
    query("sns", { Action: "CreateTopic", Name: names.delivery }),
    query("sqs", {
      ...{ Action: "CreateQueue", QueueName: names.delivery },
      ...{ "Attribute.1.Name": "VisibilityTimeout", "Attribute.1.Value": "43200" },
    }),
    query("sns", {
      Action: "Subscribe",
      TopicArn: `arn:aws:sns:us-east-1:${account}:${names.delivery}`,
      Protocol: "sqs",
      Endpoint: `arn:aws:sqs:us-east-1:${account}:${names.delivery}`,
    }),
    machine(names.delivery, deliveryMachine),
    machine(`${names.delivery}-clean-up`, cleanUpMachine),
    ...(settings.dailyLook ? [machine(`${names.delivery}-look`, lookMachine)] : []),
    machine(requests, requestMachine, requests),
  ]);
  const machineArn = (name: string) =>
    `arn:aws:states:${names.region}:${account}:stateMachine:${name}`;
  const stateMachineArn = machineArn(names.delivery);
  const cleanUpMachineArn = machineArn(`${names.delivery}-clean-up`);
  const lookMachineArn = settings.dailyLook ? machineArn(`${names.delivery}-look`) : "";
  const requestMachineArn = machineArn(requests);

  /** Everything that the topic's subscriber received since the last call: subject and text. */
  const letters = async () => {
    const [answer = ""] = await calls([
      query("sqs", {
        Action: "ReceiveMessage",
        QueueUrl: `http://localhost/${account}/${names.delivery}`,
        MaxNumberOfMessages: "10",
      }),
    ]);
    const bodies = [...answer.matchAll(/<Body>(.*?)<\/Body>/gs)].map(([, body]) =>
      JSON.parse(unescaped(body as string)),
    );
    return bodies.map(({ Subject, Message }): { subject: string; message: string } => ({
      subject: Subject,
      message: Message,
    }));
  };

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
    await calls(
      pushed.map(({ text, mediaType, tag, digest }) =>
        call("ecr", "PutImage", {
          repositoryName: names.repository,
          imageManifest: text,
          imageManifestMediaType: mediaType,
          imageDigest: digest,
          ...(tag !== undefined && { imageTag: tag }),
        }),
      ),
    );
    return pushed.map(({ digest }) => digest);
  }

  async function run(input: object, machine = stateMachineArn): Promise<Output> {
    return outputOf(await start(input, machine));
  }

  async function start(input: object, machine = stateMachineArn): Promise<string> {
    const [answer = ""] = await calls([
      call("states", "StartExecution", { stateMachineArn: machine, input: JSON.stringify(input) }),
    ]);
    return (JSON.parse(answer) as { executionArn: string }).executionArn;
  }

  const seen = new Set<OutcomeKind>();
  async function outputOf(executionArn: string): Promise<Output> {
    const execution = await until({ execution: executionArn });
    if (execution.status === "SUCCEEDED") {
      const output: Output = JSON.parse(execution.output as string);
      seen.add(output.outcome);
      return output;
    }
    const { events: history = [] } = await clients.sfn.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 30 }),
    );
    const entered = history.find((event) => event.stateEnteredEventDetails);
    throw new Error(
      `${execution.status} in ${entered?.stateEnteredEventDetails?.name}: ${execution.error} ${execution.cause}`,
    );
  }

  const service = async () => {
    const { services = [] } = await clients.ecs.send(
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
    /** Outcomes of the executions here. */
    seen,
    clients,
    /** Carries out calls of the account's root; gives their answers. */
    asRoot: calls,
    call,
    fixtures,
    letters,
    stateMachineArn,
    cleanUpMachineArn,
    requestMachineArn,
    lookMachineArn,
    taskDefinition,
    run,
    start,
    outputOf,
    service,
    /** Asks for a digest, as a person or a pipeline does. */
    ask: (
      digest: string,
      how: { force?: boolean; rollback?: boolean; outsideWindow?: string } = {},
    ) => run({ digest, requestedBy: "anna@example.gov", ...how }),
    schedule: () => run({ schedule: "reconcile" }),
    stop: (executionArn: string) => clients.sfn.send(new StopExecutionCommand({ executionArn })),

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
      calls([
        query("monitoring", {
          ...{ Action: "SetAlarmState", AlarmName: name, StateValue: state, StateReason: "a test" },
        }),
      ]),
    removeAlarm: (name: string) =>
      calls([query("monitoring", { Action: "DeleteAlarms", "AlarmNames.member.1": name })]),
    /** Has ECS look at the service again, after a fixture of its containers changed. */
    letEcsLookAgain: () =>
      clients.ecs.send(
        new UpdateServiceCommand({ cluster: names.cluster, service: names.service }),
      ),
    /** Changes the service past the deployer. */
    deployByHand: async (digest: string) => {
      await clients.ecs.send(new RegisterTaskDefinitionCommand(taskDefinition(digest)));
      await clients.ecs.send(
        new UpdateServiceCommand({
          cluster: names.cluster,
          service: names.service,
          taskDefinition: names.taskFamily,
        }),
      );
    },
    /** Digest that the service's primary deployment runs. */
    runningDigest: async () => {
      const { taskDefinition } = await clients.ecs.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: (await service()).taskDefinition }),
      );
      return taskDefinition?.containerDefinitions?.[0]?.image?.split("@")[1];
    },
    pointer: async () => {
      const { Parameter } = await clients.ssm.send(
        new GetParameterCommand({ Name: names.imagePointer }),
      );
      return Parameter?.Value;
    },
    tagsOf: async (digest: string) => {
      const { imageDetails } = await clients.ecr.send(
        new DescribeImagesCommand({
          repositoryName: names.repository,
          imageIds: [{ imageDigest: digest }],
        }),
      );
      return imageDetails?.[0]?.imageTags ?? [];
    },
    /** Names of the snapshots of a database, oldest first. */
    snapshots: async (database = names.environment) => {
      const { DBSnapshots = [] } = await clients.rds.send(
        new DescribeDBSnapshotsCommand({ DBInstanceIdentifier: database }),
      );
      return DBSnapshots.map(({ DBSnapshotIdentifier }) => DBSnapshotIdentifier as string);
    },
    activeRevisions: async () => {
      const { taskDefinitionArns = [] } = await clients.ecs.send(
        new ListTaskDefinitionsCommand({ familyPrefix: names.taskFamily, status: "ACTIVE" }),
      );
      return taskDefinitionArns.map((arn) => Number(arn.split(":").at(-1)));
    },
    tasks: async () => {
      const { taskArns = [] } = await clients.ecs.send(
        new ListTasksCommand({ cluster: names.cluster }),
      );
      return taskArns;
    },
    item: async (kind: string, id: string) => {
      const { Item } = await clients.dynamodb.send(
        new GetItemCommand({
          TableName: names.delivery,
          Key: { kind: { S: kind }, id: { S: id } },
        }),
      );
      return Item && Object.fromEntries(Object.entries(Item).map(([k, v]) => [k, v.S ?? v.N]));
    },
    items: async (kind: string) => {
      const { Items = [] } = await clients.dynamodb.send(
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
      clients.dynamodb.send(
        new PutItemCommand({
          TableName: names.delivery,
          Item: Object.fromEntries(Object.entries(item).map(([k, v]) => [k, { S: v }])),
        }),
      ),
    /** Takes an item away, as somebody may by hand. */
    removeItem: (kind: string, id: string) =>
      clients.dynamodb.send(
        new DeleteItemCommand({
          TableName: names.delivery,
          Key: { kind: { S: kind }, id: { S: id } },
        }),
      ),
    execution: (executionArn: string) =>
      clients.sfn.send(new DescribeExecutionCommand({ executionArn })),
    /** Executions of the deployer and of its clean-up. */
    executions: async () => {
      const lists = await Promise.all(
        [stateMachineArn, cleanUpMachineArn].map((machine) =>
          clients.sfn.send(new ListExecutionsCommand({ stateMachineArn: machine })),
        ),
      );
      return lists.flatMap(({ executions = [] }) => executions);
    },
    /** Waits until an execution has ended. */
    ended: async (executionArn: string) => {
      await until({ execution: executionArn });
    },
    /** Waits until an execution has entered a state. */
    entered: async (executionArn: string, state: string) => {
      await until({ execution: executionArn, entered: state });
    },
    /** Applies the environment again with other settings. */
    reconfigure: (changes: Partial<DeliverySettings>) =>
      clients.sfn.send(
        new UpdateStateMachineCommand({
          stateMachineArn,
          definition: JSON.stringify(
            deliveryMachine({ names, settings: { ...settings, ...changes } }),
          ),
        }),
      ),
    /** States that an execution entered, in order. */
    path: async (executionArn: string) => {
      const { events: history = [] } = await clients.sfn.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
      );
      return history.flatMap((event) => event.stateEnteredEventDetails?.name ?? []);
    },
    putRule: async (
      name: string,
      pattern: object,
      target: { template?: string; paths?: object },
    ) => {
      await clients.events.send(
        new PutRuleCommand({ Name: name, EventPattern: JSON.stringify(pattern) }),
      );
      await clients.events.send(
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

/** Connections to every emulator, which closes none. */
const agent = new Agent({ keepAlive: true });

/** Clients of an emulator, each made when it is asked for: to make seven for each world, with connections of their own, took longer than to send through them. */
function clientsOf(emulator: Emulator, config: Emulator["clientConfig"]) {
  const { requestHandler } = handlers.get(emulator) ?? new ECSClient(config).config;
  handlers.set(emulator, { requestHandler });
  const alike = { ...config, requestHandler };
  const made = new Map<object, unknown>();
  const once = <T>(kind: new (given: typeof alike) => T): T => {
    const one = (made.get(kind) as T | undefined) ?? new kind(alike);
    made.set(kind, one);
    return one;
  };
  return {
    get ecs() {
      return once(ECSClient);
    },
    get ecr() {
      return once(ECRClient);
    },
    get ssm() {
      return once(SSMClient);
    },
    get sfn() {
      return once(SFNClient);
    },
    get dynamodb() {
      return once(DynamoDBClient);
    },
    get events() {
      return once(EventBridgeClient);
    },
    get rds() {
      return once(RDSClient);
    },
  };
}

const handlers = new WeakMap<Emulator, Pick<ECSClient["config"], "requestHandler">>();

/** A request to be carried out with others. */
interface Call {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const targets = {
  dynamodb: "DynamoDB_20120810",
  ecr: "AmazonEC2ContainerRegistry_V20150921",
  ecs: "AmazonEC2ContainerServiceV20141113",
  ssm: "AmazonSSM",
  states: "AWSStepFunctions",
} as const;

/** Calls of an account's root without a client, many in one request: most of a case's time went into going there and back. */
function callsOf({ endpoint }: Emulator, account: string, region: string) {
  const authorization = (service: string) =>
    `AWS4-HMAC-SHA256 Credential=${account}/20260101/${region}/${service}/aws4_request`;
  return {
    /** Carries them out in their order, and gives their answers; fails with the first that does. */
    calls: async (list: readonly Call[]) =>
      JSON.parse(
        await request(`${endpoint}/_calls`, { agent, body: JSON.stringify(list) }),
      ) as string[],
    call: (service: keyof typeof targets, action: string, body: object): Call => ({
      headers: {
        authorization: authorization(service),
        "content-type": `application/x-amz-json-${service === "dynamodb" || service === "states" ? "1.0" : "1.1"}`,
        "x-amz-target": `${targets[service]}.${action}`,
      },
      body: JSON.stringify(body),
    }),
    query: (service: string, parameters: Readonly<Record<string, string>>): Call => ({
      headers: {
        authorization: authorization(service),
        "content-type": "application/x-www-form-urlencoded",
      },
      body: new URLSearchParams(parameters).toString(),
    }),
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
