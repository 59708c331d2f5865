import { describe, expect, test } from "vitest";
import type { DeliverySettings } from "../../src/contract/delivery-settings";
import { tableWriters } from "../../src/contract/delivery-table";
import { deliveryMachine, lookMachine } from "../../src/deployer/machine";
import { deliveryPolicy, requestPolicy } from "../../src/deployer/policy";
import { recordedRequests } from "../stack/constructs/access/support/recorded-requests";
import { exampleAlarms, exampleNames, exampleSettings, exampleSnapshot } from "./support/example";

/** What IAM calls the calls of Step Functions, where it is not `service:Action`. */
const iamNames: Readonly<Record<string, readonly string[]>> = {
  "applicationautoscaling:RegisterScalableTarget": [
    "application-autoscaling:RegisterScalableTarget",
  ],
  "sfn:DescribeExecution": ["states:DescribeExecution"],
  "dynamodb:TransactWriteItems": ["dynamodb:PutItem", "dynamodb:UpdateItem"],
  "rds:CreateDBSnapshot": [
    "kms:CreateGrant",
    "kms:DescribeKey",
    "rds:AddTagsToResource",
    "rds:CreateDBSnapshot",
  ],
  "ecs:RegisterTaskDefinition": ["ecs:RegisterTaskDefinition", "ecs:TagResource", "iam:PassRole"],
};

describe.each<[string, Partial<DeliverySettings>, readonly string[]]>([
  ["with a migration", {}, []],
  ["without a migration", { migrationCommand: null }, []],
  ["with a snapshot before a migration", { snapshot: exampleSnapshot }, []],
  [
    "with a snapshot before no migration",
    { snapshot: exampleSnapshot, migrationCommand: null },
    [],
  ],
  [
    "where a finding is tolerated that what runs has too",
    { tolerate: { known: true, unfixable: false, graceDays: 0 } },
    [],
  ],
  ["where what runs is looked at once a day", { dailyLook: true }, []],
  ["where figures are published", { figures: true }, []],
  ["where alarms roll a release back", { rolloutAlarms: exampleAlarms }, []],
  [
    "with Inspector, where all that can be is tolerated",
    { scanning: "enhanced", tolerate: { known: true, unfixable: true, graceDays: 7 } },
    ["inspector2:ListCoverage", "inspector2:ListFindings"],
  ],
  [
    "with Inspector",
    { scanning: "enhanced" },
    ["inspector2:ListCoverage", "inspector2:ListFindings"],
  ],
])("the deployer's policy %s", (_, changes, further) => {
  const settings: DeliverySettings = { ...exampleSettings, ...changes };
  const delivery = { names: exampleNames(), settings };
  const statements = deliveryPolicy(delivery);

  test("allows exactly what the machine calls", () => {
    const machines = [deliveryMachine, ...(settings.dailyLook ? [lookMachine] : [])];
    const states = machines.flatMap((machine) => Object.values(machine(delivery).States));
    const called = states.flatMap((state) => {
      const [, service, action] = /aws-sdk:(\w+):(\w+)$/.exec(String(state["Resource"])) ?? [];
      if (service === undefined || action === undefined) return [];
      const name = `${service}:${action[0]?.toUpperCase()}${action.slice(1)}`;
      return iamNames[name] ?? [name];
    });
    const granted = statements.flatMap(({ Action }) => Action);
    expect([...granted].sort()).toEqual([...new Set([...called, ...further])].sort());
  });

  test("names its resources wherever IAM knows any, and never an action by wildcard", () => {
    const everywhere = statements
      .filter(({ Resource }) => Resource === "*")
      .flatMap(({ Action, Condition }) => (Condition === undefined ? Action : []));
    expect([...everywhere].sort()).toEqual(
      [
        "ecs:DeregisterTaskDefinition",
        "ecs:DescribeTaskDefinition",
        "ecs:RegisterTaskDefinition",
        ...further,
      ].sort(),
    );
    expect(JSON.stringify(statements.map(({ Action }) => Action))).not.toContain("*");
  });
});

/** The recorded list names another environment, with the same shape. */
const recorded = recordedRequests("deployer", "delivery_role");

test.each([
  // What IAM checks beside the action, by the service authorization reference, and each what the recorded requests carry.
  ["ecs:TagResource", "ecs:createaction", "RegisterTaskDefinition"],
  ["iam:PassRole", "iam:passedtoservice", "ecs-tasks.amazonaws.com"],
  [
    "application-autoscaling:RegisterScalableTarget",
    "application-autoscaling:service-namespace",
    "ecs",
  ],
  [
    "application-autoscaling:RegisterScalableTarget",
    "application-autoscaling:scalable-dimension",
    "ecs:service:DesiredCount",
  ],
])("%s only with %s %s, as the machine asks", (action, key, value) => {
  const asked = recorded.filter((one) => one.action === action);
  expect(new Set(asked.map(({ context }) => context[key]))).toEqual(new Set([value]));
  const granting = statementsOf(action);
  expect(granting.map(({ Condition }) => lowerKeys(Condition?.["StringEquals"])[key])).toEqual([
    value,
  ]);
});

test.each(["ecs:ListTasks", "ecs:DescribeTasks", "ecs:RunTask", "ecs:StopTask"])(
  "%s only in this cluster",
  (action) => {
    expect(statementsOf(action).map(({ Condition }) => Condition)).toEqual([
      { ArnEquals: { "ecs:cluster": "arn:aws:ecs:us-east-1:111111111111:cluster/shop-dev" } },
    ]);
  },
);

test.each([
  ["ecr:PutImage", ["arn:aws:ecr:us-east-1:111111111111:repository/shop/dev"]],
  ["ecs:UpdateService", ["arn:aws:ecs:us-east-1:111111111111:service/shop-dev/shop-dev"]],
  ["ecs:TagResource", ["arn:aws:ecs:us-east-1:111111111111:task-definition/shop-dev:*"]],
  ["ecs:RunTask", ["arn:aws:ecs:us-east-1:111111111111:task-definition/shop-dev:*"]],
  ["ecs:ListTasks", ["*"]],
  ["ecs:DescribeTasks", ["arn:aws:ecs:us-east-1:111111111111:task/shop-dev/*"]],
  ["ecs:StopTask", ["arn:aws:ecs:us-east-1:111111111111:task/shop-dev/*"]],
  [
    "iam:PassRole",
    [
      "arn:aws:iam::111111111111:role/shop-dev-execution",
      "arn:aws:iam::111111111111:role/shop-dev-task",
    ],
  ],
  [
    "application-autoscaling:RegisterScalableTarget",
    ["arn:aws:application-autoscaling:us-east-1:111111111111:scalable-target/*"],
  ],
  ["ssm:PutParameter", ["arn:aws:ssm:us-east-1:111111111111:parameter/shop/dev/image"]],
  ["dynamodb:UpdateItem", ["arn:aws:dynamodb:us-east-1:111111111111:table/shop-dev-delivery"]],
  [
    "states:DescribeExecution",
    [
      "arn:aws:states:us-east-1:111111111111:execution:shop-dev-delivery:*",
      "arn:aws:states:us-east-1:111111111111:execution:shop-dev-delivery-clean-up:*",
    ],
  ],
  ["sns:Publish", ["arn:aws:sns:us-east-1:111111111111:shop-dev-delivery"]],
])("%s reaches these and nothing else", (action, resources) => {
  expect(statementsOf(action).map(({ Effect, Resource }) => [Effect, [Resource].flat()])).toEqual([
    ["Allow", resources],
  ]);
});

test.each(["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"])(
  "%s only of the kinds of items that are the deployer's",
  (action) => {
    const kinds = ["decision", "first-seen", "history", "last", "lock", "noticed", "release"];
    expect(statementsOf(action).map(({ Condition }) => Condition)).toEqual([
      { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": kinds } },
    ]);
  },
);

test.each(tableWriters)("an item of the kind $kind is written where a row says so", (row) => {
  const writers: readonly string[] = row.writers;
  const kinds = recorded
    .filter(({ action }) => /^dynamodb:(Delete|Put|Update)Item$/.test(action))
    .flatMap(({ context }) => context["dynamodb:leadingkeys"] ?? []);
  expect(kinds.includes(row.kind)).toBe(writers.includes("deployer"));
});

const database = "arn:aws:rds:us-east-1:111111111111:db:shop-dev";
const snapshots = "arn:aws:rds:us-east-1:111111111111:snapshot:shop-dev-before-*";
const throughRds = { "kms:ViaService": "rds.us-east-1.amazonaws.com" };
const keys = "arn:aws:kms:us-east-1:111111111111:key/*";

test.each([
  ["rds:DescribeDBInstances", { Resource: database }],
  ["rds:CreateDBSnapshot", { Resource: [database, snapshots] }],
  ["rds:AddTagsToResource", { Resource: snapshots }],
  [
    "rds:DescribeDBSnapshots",
    { Resource: [database, "arn:aws:rds:us-east-1:111111111111:snapshot:*"] },
  ],
  [
    "rds:DeleteDBSnapshot",
    {
      Resource: snapshots,
      Condition: { StringEquals: { "aws:ResourceTag/slipway-snapshot-of": "shop-dev" } },
    },
  ],
  [
    "kms:CreateGrant",
    {
      Resource: keys,
      Condition: { StringEquals: throughRds, Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ],
  ["kms:DescribeKey", { Resource: keys, Condition: { StringEquals: throughRds } }],
])("%s only of this database's own snapshots, and of keys only through RDS", (action, where) => {
  const settings = { ...exampleSettings, snapshot: exampleSnapshot };
  const granting = deliveryPolicy({ names: exampleNames(), settings }).filter(({ Action }) =>
    Action.includes(action),
  );
  expect(granting.map(({ Sid, Effect, Action, ...rest }) => rest)).toEqual([where]);
});

test.each<[string, Partial<DeliverySettings>, object]>([
  [
    "cloudwatch:DescribeAlarms",
    { rolloutAlarms: exampleAlarms },
    {
      Resource: [
        "arn:aws:cloudwatch:us-east-1:111111111111:alarm:shop-dev-errors-measured",
        "arn:aws:cloudwatch:us-east-1:111111111111:alarm:shop-dev-slow-measured",
      ],
    },
  ],
  [
    "cloudwatch:PutMetricData", // knows no resource
    { figures: true },
    { Resource: "*", Condition: { StringEquals: { "cloudwatch:namespace": "Slipway" } } },
  ],
])("%s only of the rollout's alarms, or in Slipway's namespace", (action, changes, where) => {
  const settings = { ...exampleSettings, ...changes };
  const granting = deliveryPolicy({ names: exampleNames(), settings }).filter(({ Action }) =>
    Action.includes(action),
  );
  expect(granting.map(({ Sid, Effect, Action, ...rest }) => rest)).toEqual([where]);
});

test("Inspector's findings have no ARN, so they are read everywhere", () => {
  const settings = { ...exampleSettings, scanning: "enhanced" } as const;
  const statement = deliveryPolicy({ names: exampleNames(), settings }).find(({ Action }) =>
    Action.includes("inspector2:ListFindings"),
  );
  expect(statement?.Resource).toBe("*");
});

test("the machine for requests may start the deployer, and nothing else", () => {
  expect(requestPolicy({ names: exampleNames(), settings: exampleSettings })).toEqual([
    {
      Sid: "StartTheDeployer",
      Effect: "Allow",
      Action: ["states:StartExecution"],
      Resource: "arn:aws:states:us-east-1:111111111111:stateMachine:shop-dev-delivery",
    },
  ]);
});

const statementsOf = (action: string) =>
  deliveryPolicy({ names: exampleNames(), settings: exampleSettings }).filter(({ Action }) =>
    Action.includes(action),
  );
const lowerKeys = (keys: object = {}): Record<string, unknown> =>
  Object.fromEntries(Object.entries(keys).map(([key, value]) => [key.toLowerCase(), value]));

test("in another partition the policy names that partition's resources", () => {
  const names = { ...exampleNames(), region: "us-gov-west-1" };
  const text = JSON.stringify(deliveryPolicy({ names, settings: exampleSettings }));
  expect(text).toContain("arn:aws-us-gov:ecs:us-gov-west-1:111111111111:service/shop-dev/shop-dev");
  expect(text).not.toContain("arn:aws:");
});
