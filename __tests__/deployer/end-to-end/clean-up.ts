import { expect, test } from "vitest";
import { placeholderDigest } from "../../../src/contract/images";
import { brokenOffEventPattern, brokenOffInput } from "../../../src/deployer/events";
import { type Apply, release } from "../support/deployer";
import { type Output, pause, type World } from "../support/world";

export function cleanUpCases(apply: Apply): void {
  /** Like the applied environment: a rule starts the clean-up when an execution breaks off. */
  async function withRule(world: World): Promise<World> {
    await world.putRule("clean-up", brokenOffEventPattern(world), brokenOffInput);
    return world;
  }

  /** Stops an execution once it has entered a state, or at once, and gives what its clean-up gives back. */
  async function stopIn(
    world: World,
    digest: string,
    state: string,
  ): Promise<() => Promise<Output>> {
    const execution = await world.start(world.scanEvent(digest));
    if (state !== "") await world.entered(execution, state);
    const before = new Set((await world.executions()).map(({ executionArn }) => executionArn));
    await world.stop(execution);
    return async () => {
      for (;;) {
        const started = (await world.executions()).filter((e) => !before.has(e.executionArn));
        if (started[0]) return world.outputOf(started[0].executionArn as string);
        await pause(50);
      }
    };
  }

  test("an execution stopped while it waits for the scan leaves no lock", async () => {
    const world = await withRule(await apply());
    const digest = await world.pushImage("a", "main-1");
    const cleanUp = await stopIn(world, digest, "Wait for the scan");
    expect(await cleanUp()).toMatchObject({
      outcome: "stopped",
      detail: { left: "nothing: it does not hold the lock" },
    });
    expect(await world.items("lock")).toEqual([]);
    expect(await world.letters()).toMatchObject([{ subject: "shop-dev: stopped" }]);
    await pause(300);
    expect(await world.executions()).toHaveLength(2);
  });

  test("an execution stopped during its migration leaves neither task nor revision", async () => {
    const world = await withRule(await apply({ migration: { limitSeconds: 3, pollSeconds: 1 } }));
    const first = await release(world);
    const digest = await world.pushImage("b", "main-2");
    await world.scanned(digest);
    await world.fixtures({ containers: { [digest]: { task: { never: true } } } });
    const cleanUp = await stopIn(world, digest, "Watch the migration");
    expect(await cleanUp()).toMatchObject({ outcome: "stopped", digest });
    expect(await world.tasks()).toHaveLength(2); // the service's own
    expect(await world.activeRevisions()).toEqual([1, 2]);
    expect(await world.runningDigest()).toBe(first);
    expect(await world.items("lock")).toEqual([]);
  });

  test("an execution stopped during a rollout that succeeds is released by its clean-up", async () => {
    const world = await withRule(await apply());
    await release(world);
    const digest = await world.pushImage("b", "main-2");
    await world.scanned(digest);
    await world.fixtures({ containers: { [digest]: { service: "slow" } } });
    const cleanUp = await stopIn(world, digest, "Wait for the rollout");
    await world.fixtures({ containers: { [digest]: {} } });
    await world.letEcsLookAgain();
    expect(await cleanUp()).toMatchObject({ outcome: "released", digest });
    expect(await world.pointer()).toBe(digest);
    expect(await world.tagsOf(digest)).toContain(`released-${digest.slice(7, 19)}`);
    expect(await world.items("lock")).toEqual([]);
  });

  test("what an execution let in is remembered by the clean-up that finishes its release", async () => {
    const tolerate = { known: false, unfixable: true, graceDays: 0 };
    const world = await withRule(await apply({ scanning: "enhanced", tolerate }));
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest, {
      status: "ACTIVE",
      counts: { HIGH: 1 },
      enhancedFindings: [
        {
          severity: "HIGH",
          status: "ACTIVE",
          fixAvailable: "NO",
          packageVulnerabilityDetails: { vulnerabilityId: "CVE-2026-0001" },
        },
      ],
    });
    await world.fixtures({ containers: { [digest]: { service: "slow" } } });
    const cleanUp = await stopIn(world, digest, "Wait for the rollout");
    await world.fixtures({ containers: { [digest]: {} } });
    await world.letEcsLookAgain();
    expect(await cleanUp()).toMatchObject({ outcome: "released", digest });
    expect(await world.item("decision", digest)).toMatchObject({
      tolerated: expect.stringContaining('"id":"CVE-2026-0001"'),
    });
  });

  test("an execution stopped during a first rollout that fails is put back to zero by its clean-up", async () => {
    const world = await withRule(await apply());
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    await world.fixtures({ containers: { [digest]: { service: "broken" } } });
    const cleanUp = await stopIn(world, digest, "Watch the rollout");
    expect(await cleanUp()).toMatchObject({ outcome: "rollout-failed", digest });
    expect(await world.service()).toMatchObject({ desiredCount: 0, runningCount: 0 });
    expect(await world.runningDigest()).toBe(placeholderDigest);
    expect(await world.activeRevisions()).toEqual([1]);
  });

  test("an execution that breaks off in the middle of a rollout is finished by its clean-up", async () => {
    const world = await withRule(await apply());
    await release(world);
    const digest = await world.pushImage("b", "main-2");
    await world.scanned(digest);
    await world.fixtures({ containers: { [digest]: { service: "slow" } } });
    const execution = await world.start(world.scanEvent(digest));
    await world.entered(execution, "Wait for the rollout");
    // More failures than there are tries: the execution fails, the clean-up meets a service that answers again.
    const trouble = { code: "ServerException", message: "try later", times: 7 };
    await world.fixtures({ errors: { "ecs:DescribeServices": [trouble] } });
    await expect(world.outputOf(execution)).rejects.toThrow(
      "FAILED in Watch the rollout: Ecs.ServerException",
    );
    await world.fixtures({ containers: { [digest]: {} } });
    await world.letEcsLookAgain();
    await expect
      .poll(async () => (await world.item("decision", digest))?.["outcome"], { timeout: 20_000 })
      .toBe("released");
    expect(await world.pointer()).toBe(digest);
  });

  test("a revision is found that was registered and not yet noted", async () => {
    const world = await withRule(await apply());
    const first = await release(world);
    const digest = await world.pushImage("b", "main-2");
    await world.scanned(digest);
    const trouble = {
      code: "InternalServerError",
      message: "try later",
      times: 99,
      matching: "#revision",
    };
    await world.fixtures({ errors: { "dynamodb:UpdateItem": [trouble] } });
    const cleanUp = await stopIn(world, digest, "Note the revision in the lock");
    expect(await cleanUp()).toMatchObject({ outcome: "stopped", digest });
    expect(await world.activeRevisions()).toEqual([1, 2]);
    expect(await world.runningDigest()).toBe(first);
  });

  test("an execution that was over before it took the lock left nothing", async () => {
    const world = await withRule(await apply());
    const digest = await world.pushImage("a", "main-1");
    const other = { kind: "lock", id: "deployment", by: "apply of bob@example.gov", since: "now" };
    await world.putItem(other);
    const cleanUp = await stopIn(world, digest, "");
    expect(await cleanUp()).toMatchObject({
      outcome: "stopped",
      detail: { left: "nothing: it does not hold the lock" },
    });
    expect(await world.items("lock")).toEqual([other]);
  });
}
