import { expect, test } from "vitest";
import { exampleWith } from "../../../support/example-with";
import { parsed, statement, synthesizeEnvironment } from "../../../support/synth";

const taskRunners = { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/on-duty"] };
const made = synthesizeEnvironment(exampleWith({ "access.taskRunners": taskRunners }));
const plain = synthesizeEnvironment(exampleWith({}));
const { policy } = made.resource("aws_iam_role_policy.access_task_runner_policy");
const inUsEast1 = (service: string, rest: string) =>
  `arn:aws:${service}:us-east-1:111111111111:${rest}`;
const cluster = { ArnEquals: { "ecs:cluster": inUsEast1("ecs", "cluster/shop-dev") } };

test("a file that says that nobody runs commands makes the same bytes as one that says nothing of it", () => {
  const none = { "access.taskRunners": { mode: "none" } };
  expect(synthesizeEnvironment(exampleWith(none)).json).toEqual(plain.json);
});

test("those who are named act as it", () => {
  expect(made.resource("aws_iam_role.access_task_runner")).toMatchObject({
    name: "shop-dev-task-runner",
    assume_role_policy: expect.stringContaining('"arn:aws:iam::111111111111:role/on-duty"'),
  });
});

/** Each statement that is its own, whole. */
const statements = {
  RunTasks: {
    Action: "ecs:RunTask",
    Resource: inUsEast1("ecs", "task-definition/shop-dev:*"),
    Condition: cluster,
  },
  TagTasksThatItRuns: {
    Action: "ecs:TagResource",
    Resource: inUsEast1("ecs", "task/shop-dev/*"),
    Condition: { StringEquals: { "ecs:CreateAction": "RunTask" } },
  },
  PassTheTaskRoles: {
    Action: "iam:PassRole",
    Resource: [
      "arn:aws:iam::111111111111:role/shop-dev-execution",
      "arn:aws:iam::111111111111:role/shop-dev-task",
    ],
    Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
  },
  WatchTasks: {
    Action: "ecs:DescribeTasks",
    Resource: inUsEast1("ecs", "task/shop-dev/*"),
    Condition: cluster,
  },
  StopTasksThatItRan: {
    Action: "ecs:StopTask",
    Resource: inUsEast1("ecs", "task/shop-dev/*"),
    Condition: { ...cluster, StringEquals: { "aws:ResourceTag/slipway-task": "run" } },
  },
  ReadTheLog: {
    Action: "logs:FilterLogEvents",
    Resource: inUsEast1("logs", "log-group:/slipway/shop-dev/app:*"),
  },
  WriteRecords: {
    Action: ["dynamodb:PutItem"],
    Resource: inUsEast1("dynamodb", "table/shop-dev-delivery"),
    Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["run"] } },
  },
};

test.each(Object.entries(statements))("%s is just so", (Sid, rest) => {
  expect(statement(policy, Sid)).toEqual({ Sid, Effect: "Allow", ...rest });
});

test("it may do nothing else", () => {
  expect(parsed(policy).Statement.map(({ Sid = "" }) => Sid)).toEqual([
    "SeeTheService",
    "SeeWhatItRuns",
    "SeeThePointer",
    "SeeTheImage",
    "RunTasks",
    "TagTasksThatItRuns",
    "PassTheTaskRoles",
    "WatchTasks",
    "StopTasksThatItRan",
    "ReadTheLog",
    "ReadRecords",
    "WriteRecords",
    "UseTheTablesKey",
  ]);
});

test("the table's own policy refuses to write records of commands to everybody but it", () => {
  const { policy } = made.only("aws_dynamodb_resource_policy");
  expect(statement(policy, "OnlyTheirOwnWriteRun").Condition).toEqual({
    "ForAnyValue:StringEquals": { "dynamodb:LeadingKeys": ["run"] },
    ArnNotEquals: { "aws:PrincipalArn": ["arn:aws:iam::111111111111:role/shop-dev-task-runner"] },
  });
});

test("developers read in the history what was run, where anybody may run something", () => {
  const kinds = (of: typeof made) =>
    statement(of.resource("aws_iam_policy.access_developers")["policy"], "ReadRecords").Condition?.[
      "ForAllValues:StringEquals"
    ]?.["dynamodb:LeadingKeys"];
  expect(kinds(made)).toContain("run");
  expect(kinds(plain)).not.toContain("run");
});
