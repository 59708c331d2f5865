import { expect, test } from "vitest";
import { reachableFrom } from "../../src/deployer/asl";
import { drillMachine, drillPolicy } from "../../src/deployer/drill-machine";
import { validateMachine } from "../support/validate-machine";
import { exampleNames, exampleSettings } from "./support/example";

const delivery = { names: exampleNames(), settings: exampleSettings };
const check = {
  databaseIdentifier: "shop-dev",
  family: "shop-dev-drill",
  familyArns: "arn:aws:ecs:us-east-1:111111111111:task-definition/shop-dev-drill:*",
  executionRoleArn: "arn:aws:iam::111111111111:role/shop-dev-drill-execution",
  command: ["psql", "-c", "select 1"],
  variable: "RESTORED_URL",
  limitSeconds: 60,
  pollSeconds: 1,
};
const machine = drillMachine(delivery, check);

test("the machine that reads what a drill restored is valid, and has no state that cannot be reached", () => {
  const { isValid, errorsText } = validateMachine(JSON.parse(JSON.stringify(machine)));
  expect(errorsText("\n")).toBe("");
  expect(isValid).toBe(true);
  const reached = reachableFrom(machine.StartAt, machine.States);
  expect(Object.keys(machine.States)).toEqual(Object.keys(reached));
});

test("its time is up only after the command's, and what it takes to stop that", () => {
  expect(machine.TimeoutSeconds).toBe(960);
});

test("its policy allows exactly what it calls, one family and one role", () => {
  const called = Object.values(machine.States).flatMap(({ Resource }) => {
    const [, service, action = ""] = /aws-sdk:(\w+):(\w+)$/.exec(String(Resource)) ?? [];
    return service ? [`${service}:${action[0]?.toUpperCase()}${action.slice(1)}`] : [];
  });
  const statements = drillPolicy(delivery, check);
  const granted = statements.flatMap(({ Action }) => Action);
  expect([...granted].sort()).toEqual([...new Set([...called, "iam:PassRole"])].sort());
  const cluster = "arn:aws:ecs:us-east-1:111111111111:cluster/shop-dev";
  const thisCluster = { ArnEquals: { "ecs:cluster": cluster } };
  expect(statements.map(({ Sid, Resource, Condition }) => [Sid, Resource, Condition])).toEqual([
    ["SeeTheService", "arn:aws:ecs:us-east-1:111111111111:service/shop-dev/shop-dev", undefined],
    ["RegisterRevisions", "*", undefined],
    [
      "PassTheTasksRole",
      check.executionRoleArn,
      { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    ],
    ["RunTheCommand", check.familyArns, thisCluster],
    ["WatchAndStopIt", "arn:aws:ecs:us-east-1:111111111111:task/shop-dev/*", thisCluster],
  ]);
});
