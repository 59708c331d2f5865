import {
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { expect, test } from "vitest";
import { placeholderDigest } from "../../../src/contract/images";
import { type Apply, pushEnding, release } from "../support/deployer";
import { pause, type World } from "../support/world";

const impatient = { rollout: { limitSeconds: 1, pollSeconds: 1 } };

export function rolloutCases(apply: Apply): void {
  test("a rollout that ECS rolls back is a failure, and its revision goes", async () => {
    const world = await apply();
    const first = await release(world);
    const digest = await pushEnding(world, "broken");

    const output = await world.run(world.scanEvent(digest));

    expect(output).toMatchObject({
      outcome: "rollout-failed",
      detail: {
        reason: expect.stringContaining("circuit breaker"),
        "stopped because": "Essential container in task exited",
        "exit code": "1",
        log: expect.stringContaining("log-events/app$252Fapp$252F"),
      },
    });
    expect(await world.runningDigest()).toBe(first);
    expect(await world.service()).toMatchObject({ desiredCount: 2, runningCount: 2 });
    expect(await world.pointer()).toBe(first);
    expect(await world.activeRevisions()).toEqual([1, 2]);
    expect(await world.tagsOf(digest)).toEqual(["main-b"]);
    expect(await world.item("decision", digest)).toMatchObject({
      outcome: "rollout-failed",
      again: "when-forced",
    });
  });

  test("a first release that fails puts the service back to zero tasks", async () => {
    const world = await apply();
    const digest = await pushEnding(world, "broken");
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "rollout-failed" });
    expect(await world.runningDigest()).toBe(placeholderDigest);
    expect(await world.service()).toMatchObject({ desiredCount: 0, runningCount: 0 });
    expect(await world.pointer()).toBe(placeholderDigest);
    expect(await world.activeRevisions()).toEqual([1]);
    expect((await world.noted()).scalableTargets).toBeUndefined();
  });

  test("a rollout that does not end in time is put back", async () => {
    const world = await apply(impatient);
    const first = await release(world);
    const digest = await pushEnding(world, "slow");
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "rollout-timed-out",
      detail: { limit: "1 seconds", "tasks that run": "2 of 2" },
    });
    expect(await world.runningDigest()).toBe(first);
    expect(await world.service()).toMatchObject({ desiredCount: 2, runningCount: 2 });
    expect(await world.activeRevisions()).toEqual([1, 2]);
  });

  /** What an apply registers after `secrets.version` was raised: the same with another version of each secret. */
  async function rotate(world: World): Promise<void> {
    const { taskDefinition = {} } = await world.clients.ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: "shop-dev" }),
    );
    const { taskDefinitionArn, revision, status, requiresAttributes, ...same } = taskDefinition;
    const { compatibilities, registeredAt, registeredBy, ...copied } = same;
    await world.clients.ecs.send(
      new RegisterTaskDefinitionCommand({
        ...copied,
        family: "shop-dev",
        containerDefinitions: (copied.containerDefinitions ?? []).map((container) => ({
          ...container,
          secrets: container.secrets?.map(({ name, valueFrom }) => ({
            name: name ?? "",
            valueFrom: `${valueFrom}-rotated`,
          })),
        })),
      }),
    );
  }

  /** Versions of the secrets that the service's tasks get. */
  async function secretsThatRun(world: World): Promise<readonly boolean[]> {
    const { taskDefinition } = await world.clients.ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: (await world.service()).taskDefinition }),
    );
    const secrets = taskDefinition?.containerDefinitions?.flatMap(({ secrets }) => secrets ?? []);
    expect(secrets?.length).toBeGreaterThan(0);
    return [...new Set(secrets?.map(({ valueFrom }) => valueFrom?.endsWith("-rotated") ?? false))];
  }

  test.each(["slow", "broken"] as const)(
    "after a rotation a %s rollout goes back to the earlier image with the newest secrets, and says so",
    async (service) => {
      const world = await apply(service === "slow" ? impatient : {});
      const first = await release(world);
      await rotate(world);
      const digest = await pushEnding(world, service);

      expect(await world.run(world.scanEvent(digest))).toMatchObject({
        outcome: service === "slow" ? "rollout-timed-out" : "rollout-failed",
        detail: {
          "went back to": expect.stringMatching(/task-definition\/shop-dev:5$/),
          because: "the secrets were rotated since",
        },
      });
      expect(await world.runningDigest()).toBe(first);
      expect(await secretsThatRun(world)).toEqual([true]);
      expect(await world.activeRevisions()).toEqual([1, 2, 3, 5]);
      expect(await world.pointer()).toBe(first);
    },
  );

  test("a rollback after a rotation takes the newest secrets with the older image", async () => {
    const world = await apply();
    const first = await release(world, "first", "main-1");
    await release(world, "second", "main-2");
    await rotate(world);
    expect(
      await world.run({ digest: first, requestedBy: "operator", rollback: true }),
    ).toMatchObject({ outcome: "rolled-back", digest: first });
    expect(await secretsThatRun(world)).toEqual([true]);
  });

  test("a service that is set to zero tasks during a rollout is not released, and its image is tried again once it is started", async () => {
    const world = await apply();
    const first = await release(world);
    const digest = await pushEnding(world, "slow");
    const execution = await world.start(world.scanEvent(digest));
    await world.entered(execution, "Wait for the rollout");
    await world.fixtures({ containers: { [digest]: {} } });
    const tasks = (desiredCount: number) =>
      world.clients.ecs.send(
        new UpdateServiceCommand({ cluster: "shop-dev", service: "shop-dev", desiredCount }),
      );
    await tasks(0);

    expect(await world.outputOf(execution)).toMatchObject({ outcome: "rollout-stopped", digest });
    expect(await world.runningDigest()).toBe(first);
    expect(await world.service()).toMatchObject({ desiredCount: 0 });
    expect(await world.pointer()).toBe(first);
    expect(await world.activeRevisions()).toEqual([1, 2]);
    expect(await world.items("release")).toHaveLength(1);
    expect(await world.item("decision", digest)).toBeUndefined();
    expect(await world.schedule()).toMatchObject({ outcome: "service-stopped" });

    await tasks(2);
    expect(await world.schedule()).toMatchObject({ outcome: "released", digest });
  });

  test("an answer that says nothing of the rollout is neither its success nor its failure", async () => {
    const world = await apply();
    const first = await release(world);
    const [before] = (await world.service()).deployments ?? [];
    const digest = await pushEnding(world, "slow");
    const execution = await world.start(world.scanEvent(digest));
    await world.entered(execution, "Wait for the rollout");
    const [mine] = (await world.service()).deployments ?? [];
    const with2 = (deployment: typeof mine, changes: object) => ({
      Services: [
        {
          Status: "ACTIVE",
          DesiredCount: 2,
          Deployments: [
            {
              Id: deployment?.id,
              Status: "PRIMARY",
              TaskDefinition: deployment?.taskDefinition,
              RolloutState: "COMPLETED",
              RolloutStateReason: "",
              ...changes,
            },
          ],
        },
      ],
    });
    const answers = [
      {},
      { Services: [], Failures: [{ Reason: "MISSING" }] },
      { Services: [{ Status: "ACTIVE", DesiredCount: 2 }] },
      with2(before, { RunningCount: 2 }), // from before the update
      with2(mine, { RunningCount: 0 }),
      with2(mine, { RunningCount: 1 }),
      with2(mine, { RunningCount: null }),
    ].map((answer) => ({ answer, times: 1 }));
    await world.fixtures({ answers: { "ecs:DescribeServices": answers } });
    for (let left = answers.length; left > 0; ) {
      await pause(50);
      const noted = (await world.noted()).answers?.["ecs:DescribeServices"] ?? [];
      left = noted.filter(({ times }) => times > 0).length;
      const { status } = await world.execution(execution);
      expect(status, JSON.stringify(noted)).toBe("RUNNING");
    }
    expect(await world.runningDigest()).toBe(digest);
    expect(await world.pointer()).toBe(first);
    await world.fixtures({ containers: { [digest]: {} } });
    await world.letEcsLookAgain();
    expect(await world.outputOf(execution)).toMatchObject({ outcome: "released", warnings: [] });
  });

  test("a service that is deleted during a rollout ends it", async () => {
    const world = await apply();
    await release(world);
    const digest = await pushEnding(world, "slow");
    const execution = await world.start(world.scanEvent(digest));
    await world.entered(execution, "Wait for the rollout");
    const answer = { Services: [{ Status: "DRAINING", DesiredCount: 0, Deployments: [] }] };
    await world.fixtures({ answers: { "ecs:DescribeServices": [{ answer, times: 9 }] } });
    expect(await world.outputOf(execution)).toMatchObject({ outcome: "superseded" });
    expect(await world.items("lock")).toEqual([]);
  });

  test("a service that is not steady on what ran before either is reported as the worst case", async () => {
    const world = await apply(impatient);
    const first = await release(world);
    const digest = await pushEnding(world, "slow");
    await world.fixtures({ containers: { [first]: { service: "slow" } } });
    const output = await world.run(world.scanEvent(digest));
    expect(output).toMatchObject({
      outcome: "rollback-unfinished",
      detail: { state: "IN_PROGRESS" },
    });
    expect(output.warnings).toEqual([`the service still uses ${output.revision}`]);
    expect(await world.activeRevisions()).toEqual([1, 2, 3]);
  });

  test("somebody else's deployment supersedes the rollout and is left alone", async () => {
    // Looked at only when theirs has come to rest: until then the service still uses the revision before it.
    const world = await apply({ rollout: { limitSeconds: 1800, pollSeconds: 60 } });
    await release(world);
    const digest = await pushEnding(world, "slow");
    const execution = await world.start(world.scanEvent(digest));
    await world.entered(execution, "Wait for the rollout");
    const theirs = `sha256:${"c".repeat(64)}`;
    await world.deployByHand(theirs);
    expect(await world.outputOf(execution)).toMatchObject({ outcome: "superseded" });
    expect(await world.runningDigest()).toBe(theirs);
    expect(await world.activeRevisions()).toEqual([1, 2, 4]);
    expect(await world.items("lock")).toEqual([]);
  });
}
