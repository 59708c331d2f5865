import type { ECSClient } from "@aws-sdk/client-ecs";
import { describe, expect, test } from "vitest";
import {
  rolledBackBy,
  rolloutState,
  type ServiceDeployment,
  watchRollout,
} from "../../src/aws/rollout";

const revision = "arn:aws:ecs:us-east-1:111111111111:task-definition/shop:8";
const before = "arn:aws:ecs:us-east-1:111111111111:task-definition/shop:7";
const deployment = (changes: Partial<ServiceDeployment>): ServiceDeployment => ({
  id: "ecs-svc/1",
  status: "PRIMARY",
  taskDefinition: revision,
  rolloutState: "IN_PROGRESS",
  rolloutStateReason: "",
  running: 1,
  desired: 2,
  ...changes,
});

test("a rollout is done when ECS calls the revision's own primary deployment completed", () => {
  expect(rolloutState(revision, [deployment({ rolloutState: "COMPLETED", running: 2 })])).toEqual({
    state: "done",
    text: "2 of 2 tasks of shop:8",
  });
});

test.each([
  { running: 1, desired: 2, text: "1 of 2 tasks of shop:8" },
  { running: 0, desired: 2, text: "0 of 2 tasks of shop:8" },
  { running: 0, desired: undefined, text: "0 of ? tasks of shop:8" },
])("it rolls while $text run, whatever ECS calls it", ({ text, ...counts }) => {
  const completed = deployment({ rolloutState: "COMPLETED", ...counts });
  expect(rolloutState(revision, [completed])).toEqual({ state: "rolling", text });
});

test("it is done without a task where the service is to have none, as before its first release", () => {
  const completed = deployment({ rolloutState: "COMPLETED", running: 0, desired: 0 });
  expect(rolloutState(revision, [completed]).state).toBe("done");
});

test("it rolls while ECS says so, beside the tasks that go", () => {
  const going = deployment({ status: "ACTIVE", taskDefinition: before, rolloutState: "COMPLETED" });
  expect(rolloutState(revision, [deployment({}), going])).toEqual({
    state: "rolling",
    text: "1 of 2 tasks of shop:8",
  });
});

test("it failed when ECS went back, although the deployment it went back to is completed", () => {
  const back = deployment({ taskDefinition: before, rolloutState: "COMPLETED" });
  const ours = deployment({
    status: "ACTIVE",
    rolloutState: "FAILED",
    rolloutStateReason: "tasks failed to start",
  });
  expect(rolloutState(revision, [back, ours])).toEqual({
    state: "failed",
    text: "ECS runs shop:7, not shop:8: tasks failed to start",
  });
});

test("it failed when ECS says so, before it goes back", () => {
  const failed = deployment({ rolloutState: "FAILED", rolloutStateReason: "circuit breaker" });
  expect(rolloutState(revision, [failed]).state).toBe("failed");
});

test("it failed when the service is gone", () => {
  expect(rolloutState(revision, []).state).toBe("failed");
});

/** A service whose rollout goes on for ever. */
const rolling = {
  send: async () => ({
    services: [
      {
        deployments: [
          {
            status: "PRIMARY",
            taskDefinition: revision,
            rolloutState: "IN_PROGRESS",
            runningCount: 1,
            desiredCount: 2,
          },
        ],
      },
    ],
  }),
} as unknown as ECSClient;

const watch = (signal: AbortSignal, limitSeconds: number, progress = (_: string) => {}) =>
  watchRollout({
    client: rolling,
    cluster: "shop",
    service: "shop",
    revision,
    pollSeconds: 0.01,
    limitSeconds,
    signal,
    progress,
  });

test("a watch that is stopped by hand ends at once, and does not call it a success", async () => {
  const stop = new AbortController();
  const result = await watch(stop.signal, 3600, () => stop.abort());
  expect(result).toEqual({
    state: "failed",
    text: "stopped by hand; the rollout goes on unwatched: 1 of 2 tasks of shop:8",
  });
});

test("a rollout that does not end is given up at the limit, and each state is reported once", async () => {
  const steps: string[] = [];
  const result = await watch(new AbortController().signal, 0.05, (text) => steps.push(text));
  expect(result.state).toBe("failed");
  expect(result.text).toContain("not finished after 0.05 seconds");
  expect(steps).toEqual(["1 of 2 tasks of shop:8"]);
});

describe("by which alarm a rollout was given up", () => {
  const arn = (name: string) => `arn:aws:ecs:us-east-1:111111111111:${name}`;
  const alarmed = (deployment: string, target: string, triggeredAlarmNames: string[]) => ({
    serviceDeploymentArn: arn(deployment),
    targetServiceRevision: { arn: arn(target) },
    alarms: { status: "TRIGGERED", triggeredAlarmNames },
  });

  /** What ECS answers, by the names of the calls. */
  async function found(...given: readonly object[]) {
    const asked: string[] = [];
    const answers: Record<string, object> = {
      ListServiceDeploymentsCommand: { serviceDeployments: given },
      DescribeServiceDeploymentsCommand: { serviceDeployments: given },
      DescribeServiceRevisionsCommand: {
        serviceRevisions: [
          { serviceRevisionArn: arn("service-revision/1"), taskDefinition: before },
          { serviceRevisionArn: arn("service-revision/2"), taskDefinition: revision },
        ],
      },
    };
    const send = async ({ constructor: { name } }: object) => {
      asked.push(name);
      return answers[name];
    };
    const client = { send } as unknown as ECSClient;
    const since = new Date("2026-11-28T08:00:00Z");
    const names = await rolledBackBy({ client, cluster: "shop", service: "shop", revision, since });
    return { names, calls: asked.length };
  }

  test("that of this revision's own rollout", async () => {
    const other = alarmed("service-deployment/1", "service-revision/1", ["shop-dev-slow-measured"]);
    const own = alarmed("service-deployment/2", "service-revision/2", ["shop-dev-errors-measured"]);
    expect(await found(other, own)).toEqual({ names: ["shop-dev-errors-measured"], calls: 3 });
    expect(await found(other)).toEqual({ names: [], calls: 3 });
  });

  test("none where no alarm rang, or nothing was given up", async () => {
    const quiet = alarmed("service-deployment/2", "service-revision/2", []);
    expect(await found(quiet)).toEqual({ names: [], calls: 2 });
    expect(await found()).toEqual({ names: [], calls: 1 });
  });
});
