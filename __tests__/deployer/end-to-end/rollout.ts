import { expect, test } from "vitest";
import { placeholderDigest } from "../../../src/contract/images";
import { type Apply, release } from "../support/deployer";
import type { World } from "../support/world";

const impatient = { rollout: { limitSeconds: 1, pollSeconds: 1 } };

export function rolloutCases(apply: Apply): void {
  async function pushed(world: World, service: "broken" | "slow", name = "b"): Promise<string> {
    const digest = await world.pushImage(name, `main-${name}`);
    await world.scanned(digest);
    await world.fixtures({ containers: { [digest]: { service } } });
    return digest;
  }

  test("a rollout that ECS rolls back is a failure, and its revision goes", async () => {
    const world = await apply();
    const first = await release(world);
    const digest = await pushed(world, "broken");

    const told = await world.run(world.scanEvent(digest));

    expect(told).toMatchObject({
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
    const digest = await pushed(world, "broken");
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
    const digest = await pushed(world, "slow");
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "rollout-timed-out",
      detail: { limit: "1 seconds" },
    });
    expect(await world.runningDigest()).toBe(first);
    expect(await world.service()).toMatchObject({ desiredCount: 2, runningCount: 2 });
    expect(await world.activeRevisions()).toEqual([1, 2]);
  });

  test("a service that is not steady on what ran before either is told as the worst case", async () => {
    const world = await apply(impatient);
    const first = await release(world);
    const digest = await pushed(world, "slow");
    await world.fixtures({ containers: { [first]: { service: "slow" } } });
    const told = await world.run(world.scanEvent(digest));
    expect(told).toMatchObject({
      outcome: "rollback-unfinished",
      detail: { state: "IN_PROGRESS" },
    });
    expect(told.warnings).toEqual([`the service still uses ${told.revision}`]);
    expect(await world.activeRevisions()).toEqual([1, 2, 3]);
  });

  test("somebody else's deployment supersedes the rollout and is left alone", async () => {
    const world = await apply();
    await release(world);
    const digest = await pushed(world, "slow");
    const execution = await world.start(world.scanEvent(digest));
    await world.entered(execution, "Wait for the rollout");
    const theirs = `sha256:${"c".repeat(64)}`;
    await world.deployByHand(theirs);
    expect(await world.told(execution)).toMatchObject({ outcome: "superseded" });
    expect(await world.runningDigest()).toBe(theirs);
    expect(await world.activeRevisions()).toEqual([1, 2, 4]);
    expect(await world.items("lock")).toEqual([]);
  });
}
