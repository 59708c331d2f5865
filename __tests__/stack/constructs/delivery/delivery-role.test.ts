import { expect, test } from "vitest";
import { trustInService } from "../../../../src/base/policy";
import { DeliveryRole } from "../../../../src/stack/constructs/delivery/delivery-role";
import { RequestRole } from "../../../../src/stack/constructs/delivery/request-role";
import { StarterRole } from "../../../../src/stack/constructs/delivery/starter-role";
import { exampleNames, exampleSettings } from "../../../deployer/support/example";
import { parsed, statement, synthesizeIn } from "../../../support/synth";

const place = { account: "111111111111", region: "us-east-1" };
const delivery = { names: exampleNames(), settings: exampleSettings };
const key = "arn:aws:kms:us-east-1:111111111111:key/k";
const queue = "arn:aws:sqs:us-east-1:111111111111:shop-dev-delivery-undelivered";
const machine = "arn:aws:states:us-east-1:111111111111:stateMachine:shop-dev-delivery";

const deployer = synthesizeIn(
  (stack) => new DeliveryRole(stack, "role", { name: "shop-dev-delivery", delivery, keyArn: key }),
);
const looking = synthesizeIn((stack) => {
  const daily = { names: exampleNames(), settings: { ...exampleSettings, dailyLook: true } };
  new DeliveryRole(stack, "role", { name: "shop-dev-delivery", delivery: daily, keyArn: key });
});
const requests = synthesizeIn(
  (stack) => new RequestRole(stack, "role", { name: "shop-dev-delivery-request", delivery }),
);
const starter = synthesizeIn(
  (stack) =>
    new StarterRole(stack, "role", {
      ...place,
      name: "shop-dev-delivery-events",
      machineArn: machine,
      queueArn: queue,
      keyArn: key,
    }),
);

test.each([
  [
    "the deployer and its clean-up",
    deployer,
    "shop-dev-delivery",
    [machine, `${machine}-clean-up`],
  ],
  [
    "the deployer, its clean-up and the daily look",
    looking,
    "shop-dev-delivery",
    [machine, `${machine}-clean-up`, `${machine}-look`],
  ],
  ["the machine for requests", requests, "shop-dev-delivery-request", `${machine}-request`],
])("only %s acts as its role", (_, made, name, machines) => {
  const role = made.only("aws_iam_role");
  expect(role["name"]).toBe(name);
  expect(parsed(role["assume_role_policy"])).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "ServiceActsForThisAccount",
        Effect: "Allow",
        Principal: { Service: "states.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": "111111111111" },
          ArnLike: { "aws:SourceArn": machines },
        },
      },
    ],
  });
});

test("a service without a source is trusted for this account alone", () => {
  expect(statement(trustInService("a.amazonaws.com", "1"), "ServiceActsForThisAccount")).toEqual({
    Sid: "ServiceActsForThisAccount",
    Effect: "Allow",
    Principal: { Service: "a.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "aws:SourceAccount": "1" } },
  });
});

test.each([
  ["deployer", deployer, "deploy"],
  ["machine for requests", requests, "request"],
])("the %s writes its log by the permissions that AWS lists for that", (_, made, name) => {
  const policy = made.only("aws_iam_role_policy");
  expect(policy).toMatchObject({ name, role: "${aws_iam_role.role.name}" });
  // https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy
  expect(statement(policy["policy"], "DeliverTheMachinesLog")).toEqual({
    Sid: "DeliverTheMachinesLog",
    Effect: "Allow",
    Action: [
      "logs:CreateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:DescribeLogGroups",
      "logs:DescribeResourcePolicies",
      "logs:GetLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:UpdateLogDelivery",
    ],
    Resource: "*",
  });
});

test.each([
  ["deployer", deployer, "LockAndRecord"],
  ["machine for requests", requests, "StartTheDeployer"],
])("the %s has what its machine calls", (_, made, sid) => {
  expect(statement(made.only("aws_iam_role_policy")["policy"], sid).Effect).toBe("Allow");
});

test("the deployer uses the key through table and topic alone", () => {
  const { policy } = deployer.only("aws_iam_role_policy");
  expect(statement(policy, "UseTheKeyOfTableAndTopic")).toEqual({
    Sid: "UseTheKeyOfTableAndTopic",
    Effect: "Allow",
    Action: [
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:Encrypt",
      "kms:GenerateDataKey*",
      "kms:ReEncrypt*",
    ],
    Resource: key,
    Condition: {
      StringEquals: {
        "kms:ViaService": ["dynamodb.us-east-1.amazonaws.com", "sns.us-east-1.amazonaws.com"],
      },
    },
  });
});

test("EventBridge and its scheduler start the deployer, keep what could not be delivered, and can nothing else", () => {
  const { name, assume_role_policy } = starter.only("aws_iam_role");
  expect(name).toBe("shop-dev-delivery-events");
  expect(parsed(assume_role_policy).Statement).toEqual([
    {
      Sid: "EventBridgeActsForThisAccount",
      Effect: "Allow",
      Principal: { Service: ["events.amazonaws.com", "scheduler.amazonaws.com"] },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "aws:SourceAccount": "111111111111" } },
    },
  ]);
  const policy = starter.only("aws_iam_role_policy");
  expect(policy).toMatchObject({ name: "start", role: "${aws_iam_role.role.name}" });
  expect(parsed(policy["policy"]).Statement).toEqual([
    {
      Sid: "StartTheDeployer",
      Effect: "Allow",
      Action: "states:StartExecution",
      Resource: machine,
    },
    {
      Sid: "KeepWhatTheScheduleCouldNotDeliver",
      Effect: "Allow",
      Action: "sqs:SendMessage",
      Resource: queue,
    },
    {
      Sid: "UseTheQueuesKey",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
      Resource: key,
      Condition: { StringEquals: { "kms:ViaService": "sqs.us-east-1.amazonaws.com" } },
    },
  ]);
});
