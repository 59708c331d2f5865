import { expect, test } from "vitest";
import {
  TaskRole,
  type TaskRoleProps,
} from "../../../../src/stack/constructs/web-service/task-role";
import { parsed, synthesizeIn } from "../../../support/synth";

const role = (exec: TaskRoleProps["exec"]) =>
  synthesizeIn(
    (stack) =>
      new TaskRole(stack, "task_role", {
        account: "111111111111",
        region: "us-east-1",
        name: "shop-test-task",
        exec,
      }),
  );

test("may do nothing in AWS where ECS Exec is off", () => {
  expect(role(undefined).addresses()).toEqual(["aws_iam_role.task_role"]);
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
