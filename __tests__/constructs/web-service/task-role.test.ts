import { expect, test } from "vitest";
import { TaskRole, type TaskRoleProps } from "../../../src/constructs/web-service/task-role";
import { parsed, synthesizeIn } from "../../support/synth";

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

test("may carry and record a session where ECS Exec is on, and no more", () => {
  const policy = role({ logGroupName: "/slipway/shop-test/exec", keyArn: "arn:key" }).only(
    "aws_iam_role_policy",
  );
  expect(parsed(policy["policy"]).Statement).toEqual([
    {
      Sid: "CarryTheSession",
      Effect: "Allow",
      Action: [
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ],
      Resource: "*",
    },
    {
      Sid: "FindTheRecordsLogGroup",
      Effect: "Allow",
      Action: "logs:DescribeLogGroups",
      Resource: "*",
    },
    {
      Sid: "RecordTheSession",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      Resource: "arn:aws:logs:us-east-1:111111111111:log-group:/slipway/shop-test/exec:*",
    },
    { Sid: "EncryptTheSession", Effect: "Allow", Action: "kms:Decrypt", Resource: "arn:key" },
  ]);
});
