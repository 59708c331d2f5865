import { expect, test } from "vitest";
import {
  TaskRole,
  type TaskRoleProps,
} from "../../../../src/stack/constructs/web-service/task-role";
import { parsed, synthesizeIn } from "../../../support/synth";

const role = (exec: TaskRoleProps["exec"], permissions: TaskRoleProps["permissions"] = []) =>
  synthesizeIn(
    (stack) =>
      new TaskRole(stack, "task_role", {
        account: "111111111111",
        region: "us-east-1",
        name: "shop-test-task",
        exec,
        permissions,
      }),
  );

test("may do nothing in AWS where the file grants nothing and ECS Exec is off", () => {
  expect(role(undefined).addresses()).toEqual(["aws_iam_role.task_role"]);
});

test("tasks of this account and region alone act as it", () => {
  const { name, assume_role_policy } = role(undefined).only("aws_iam_role");
  expect(name).toBe("shop-test-task");
  expect(parsed(assume_role_policy).Statement).toEqual([
    {
      Sid: "ServiceActsForThisAccount",
      Effect: "Allow",
      Principal: { Service: "ecs-tasks.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: {
        StringEquals: { "aws:SourceAccount": "111111111111" },
        ArnLike: { "aws:SourceArn": "arn:aws:ecs:us-east-1:111111111111:*" },
      },
    },
  ]);
});

const carry = {
  Sid: "CarryTheSession",
  Effect: "Allow",
  Action: [
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
  ],
  Resource: "*",
};

const statements = (exec: TaskRoleProps["exec"]) =>
  parsed(role(exec).only("aws_iam_role_policy")["policy"]).Statement;

test("may carry, record and encrypt a session where ECS Exec is on, and no more", () => {
  const records = { logGroupName: "/slipway/shop-test/exec", keyArn: "arn:key" };
  expect(statements({ records })).toEqual([
    carry,
    { Sid: "FindTheRecords", Effect: "Allow", Action: "logs:DescribeLogGroups", Resource: "*" },
    {
      Sid: "RecordTheSession",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      Resource: "arn:aws:logs:us-east-1:111111111111:log-group:/slipway/shop-test/exec:*",
    },
    { Sid: "EncryptTheSession", Effect: "Allow", Action: "kms:Decrypt", Resource: "arn:key" },
  ]);
});

test("needs no key where the cluster's owner encrypts sessions with none", () => {
  const records = { logGroupName: "/shared/exec", keyArn: undefined };
  expect(statements({ records }).map(({ Sid }) => Sid)).toEqual([
    "CarryTheSession",
    "FindTheRecords",
    "RecordTheSession",
  ]);
});

test("only carries the session where none is recorded", () => {
  expect(statements({ records: undefined })).toEqual([carry]);
});

const reads = {
  Sid: "ReadUploads",
  Effect: "Allow",
  Action: ["s3:GetObject"],
  Resource: ["arn:aws:s3:::shop-uploads/*"],
} as const;

test("may do what the file grants, beside a session of ECS Exec", () => {
  const made = role({ records: undefined }, [reads]);
  const policies = Object.values(made.all("aws_iam_role_policy"));
  expect(policies.map(({ name, policy }) => [name, parsed(policy as string).Statement])).toEqual([
    ["permissions", [reads]],
    ["exec-session", [carry]],
  ]);
});
