import { expect, test } from "vitest";
import { placeholderDigest } from "../../../src/contract/images";
import { type Apply, release } from "../support/deployer";
import type { World } from "../support/world";

export function lockCases(apply: Apply): void {
  /** Starts a deployment that holds the lock while its migration runs. */
  async function migrating(world: World, name: string, tag: string, task: object) {
    const digest = await world.pushImage(name, tag);
    await world.scanned(digest);
    await world.fixtures({ containers: { [digest]: { task } } });
    const execution = await world.start({ digest, requestedBy: "anna@example.gov" });
    await world.entered(execution, "Watch the migration");
    return { digest, execution };
  }
  const hangs = { never: true };
  const shortMigration = { migration: { limitSeconds: 4, pollSeconds: 1 } }; // also what is released after it has that long, on a machine that is busy

  test("of two executions at once exactly one deploys", async () => {
    const world = await apply();
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    const [one, two] = await Promise.all([
      world.run(world.scanEvent(digest)),
      world.run(world.scanEvent(digest)),
    ]);
    const outcomes = [one.outcome, two.outcome].sort();
    expect(outcomes).toEqual(["lock-held", "released"]);
    expect(await world.calls("ecs:UpdateService")).toHaveLength(1);
    expect(await world.calls("ecs:RunTask")).toHaveLength(1);
    expect(await world.activeRevisions()).toEqual([1, 2]);
    expect(await world.items("lock")).toEqual([]);
  });

  test("says who holds the lock, for what, and since when", async () => {
    const world = await apply();
    const { digest: first, execution } = await migrating(world, "a", "main-1", {
      exitCode: 0,
      afterSeconds: 5,
    });
    const second = await world.pushImage("b", "main-2");
    await world.scanned(second);

    expect(await world.ask(second)).toMatchObject({
      outcome: "lock-held",
      detail: {
        holder: "anna@example.gov",
        digest: first,
        since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        execution,
      },
    });
    expect(await world.outputOf(execution)).toMatchObject({ outcome: "released", digest: first });
    expect(await world.schedule()).toMatchObject({ outcome: "released", digest: second });
  });

  test("an apply holds the lock however long it takes, and nobody but its holder releases it", async () => {
    const world = await apply();
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    const lock = {
      kind: "lock",
      id: "deployment",
      by: "apply of bob@example.gov",
      since: "2026-01-01T00:00:00Z",
    };
    await world.putItem(lock);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "lock-held",
      detail: { holder: "apply of bob@example.gov", since: "2026-01-01T00:00:00Z" },
    });
    expect(await world.items("lock")).toEqual([lock]);
    expect(await world.runningDigest()).toBe(placeholderDigest);
  });

  test("a stale lock is taken over, and what it was for is cleaned up first", async () => {
    const world = await apply(shortMigration);
    const { digest: first, execution } = await migrating(world, "a", "main-1", hangs);
    await world.stop(execution);
    expect(await world.items("lock")).toHaveLength(1);

    const second = await world.pushImage("b", "main-2");
    await world.scanned(second);
    expect(await world.run(world.scanEvent(second))).toMatchObject({
      outcome: "released",
      digest: second,
    });
    expect(await world.item("decision", first)).toMatchObject({ outcome: "stopped" });
    expect(await world.runningDigest()).toBe(second);
    expect((await world.letters()).map(({ subject }) => subject)).toEqual([
      `shop-dev: stopped ${first.slice(7, 19)}`,
      `shop-dev: released ${second.slice(7, 19)}`,
    ]);
  });

  test("a schedule with nothing to deploy cleans up a stale lock, or an apply would never get it", async () => {
    const world = await apply({ trigger: "pipeline", ...shortMigration });
    const first = await release(world);
    const { digest, execution } = await migrating(world, "b", "main-2", hangs);
    expect(await world.schedule()).toMatchObject({ outcome: "nothing-new" });
    expect(await world.items("lock")).toHaveLength(1);
    await world.stop(execution);
    expect(await world.schedule()).toMatchObject({
      outcome: "nothing-new",
      detail: { runs: first },
    });
    expect(await world.items("lock")).toEqual([]);
    expect(await world.item("decision", digest)).toMatchObject({ outcome: "stopped" });
  });

  test("two executions that find the same stale lock do not both take it", async () => {
    const world = await apply(shortMigration);
    await release(world);
    const { digest, execution } = await migrating(world, "b", "main-2", hangs);
    await world.stop(execution);
    await world.fixtures({ containers: { [digest]: { task: { exitCode: 0 } } } });
    const outputs = await Promise.all([world.ask(digest), world.ask(digest), world.ask(digest)]);
    expect(outputs.map(({ outcome }) => outcome).sort()).toEqual([
      "lock-held",
      "lock-held",
      "released",
    ]);
    expect(await world.calls("ecs:UpdateService")).toHaveLength(2);
  });

  test("whoever lost the lock changes nothing and leaves the lock to its new holder", async () => {
    const world = await apply();
    const first = await release(world);
    const { execution } = await migrating(world, "b", "main-2", { exitCode: 0, afterSeconds: 1 });
    const lock = { kind: "lock", id: "deployment", by: "somebody", since: "now" };
    await world.putItem(lock);
    expect(await world.outputOf(execution)).toMatchObject({ outcome: "lock-lost" });
    expect(await world.items("lock")).toEqual([lock]);
    expect(await world.runningDigest()).toBe(first);
    expect(await world.activeRevisions()).toEqual([1, 2]);
  });

  test("waits for a scan without the lock, so that an image whose scan is there is not refused meanwhile", async () => {
    const world = await apply();
    const running = await release(world);
    const scanned = await world.pushImage("b", "main-2");
    const waiting = await world.pushImage("c", "main-3");
    const schedule = await world.start({ schedule: "reconcile" });
    await world.entered(schedule, "Wait for the scan");
    expect(await world.items("lock")).toEqual([]);
    await world.scanned(scanned);
    expect(await world.run(world.scanEvent(scanned))).toMatchObject({ outcome: "released" });

    await world.scanned(waiting);

    expect(await world.outputOf(schedule)).toMatchObject({ outcome: "released", digest: waiting });
    expect(await world.items("release")).toMatchObject([
      { digest: running },
      { digest: scanned },
      { digest: waiting },
    ]);
  });

  test("compares once more with the lock: what became older while its scan was waited for is not deployed", async () => {
    const world = await apply();
    await release(world);
    const older = await world.pushImage("b", "main-2");
    const execution = await world.start(world.scanEvent(older));
    await world.entered(execution, "Wait for the scan");
    const newer = await release(world, "c", "main-3");
    await world.scanned(older);
    expect(await world.outputOf(execution)).toMatchObject({
      outcome: "older",
      detail: { runs: newer },
    });
    expect(await world.runningDigest()).toBe(newer);
    expect(await world.items("lock")).toEqual([]);
  });

  test("reads the scan once more with the lock: what was found while it was taken is refused", async () => {
    const world = await apply();
    const first = await release(world);
    const digest = await world.pushImage("b", "main-2");
    await world.scanned(digest, { status: "COMPLETE", counts: { CRITICAL: 1 } });
    const clean = {
      ImageScanStatus: { Status: "COMPLETE" },
      ImageScanFindings: {
        FindingSeverityCounts: {},
        ImageScanCompletedAt: "2026-01-01T00:00:00Z",
      },
    };
    await world.fixtures({
      answers: { "ecr:DescribeImageScanFindings": [{ answer: clean, times: 1 }] },
    });
    const execution = await world.start(world.scanEvent(digest));
    expect(await world.outputOf(execution)).toMatchObject({ outcome: "findings" });
    expect(await world.path(execution)).toContain("Take the lock");
    expect(await world.items("lock")).toEqual([]);
    expect(await world.runningDigest()).toBe(first);
    expect(await world.activeRevisions()).toEqual([1, 2]);
  });

  test("what another run decided about the digest meanwhile stands", async () => {
    const world = await apply();
    await release(world);
    const digest = await world.pushImage("b", "main-2");
    const execution = await world.start(world.scanEvent(digest));
    await world.entered(execution, "Wait for the scan");
    const decision = {
      kind: "decision",
      id: digest,
      outcome: "released",
      releasedAt: "t",
      at: "t",
    };
    await world.putItem(decision);
    await world.scanned(digest, { status: "COMPLETE", counts: { CRITICAL: 1 } });
    expect(await world.outputOf(execution)).toMatchObject({ outcome: "already-decided" });
    expect(await world.item("decision", digest)).toEqual(decision);
    expect(await world.letters()).toEqual([]);
  });
}
