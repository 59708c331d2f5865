import { expect, test } from "vitest";
import { placeholderDigest } from "../../../src/delivery/names";
import { type Apply, release } from "../support/deployer";

export function lockCases(apply: Apply): void {
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
    const first = await world.pushImage("a", "main-1");
    const execution = await world.start({ digest: first, requestedBy: "anna@example.gov" });
    await world.entered(execution, "Wait for the scan");
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
    await world.scanned(first);
    expect(await world.told(execution)).toMatchObject({ outcome: "released", digest: first });
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
    const world = await apply();
    const first = await world.pushImage("a", "main-1");
    const execution = await world.start(world.scanEvent(first));
    await world.entered(execution, "Wait for the scan");
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
    const world = await apply({ trigger: "pipeline" });
    const first = await release(world);
    const digest = await world.pushImage("b", "main-2");
    const execution = await world.start({ digest, requestedBy: "anna@example.gov" });
    await world.entered(execution, "Wait for the scan");
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
    const world = await apply();
    await release(world);
    const digest = await world.pushImage("b", "main-2");
    const execution = await world.start(world.scanEvent(digest));
    await world.entered(execution, "Wait for the scan");
    await world.stop(execution);
    await world.scanned(digest);
    const told = await Promise.all([world.ask(digest), world.ask(digest), world.ask(digest)]);
    expect(told.map(({ outcome }) => outcome).sort()).toEqual([
      "lock-held",
      "lock-held",
      "released",
    ]);
    expect(await world.calls("ecs:UpdateService")).toHaveLength(2);
  });

  test("whoever lost the lock changes nothing and leaves the lock to its new holder", async () => {
    const world = await apply();
    const first = await release(world);
    const digest = await world.pushImage("b", "main-2");
    const execution = await world.start(world.scanEvent(digest));
    await world.entered(execution, "Wait for the scan");
    const lock = { kind: "lock", id: "deployment", by: "somebody", since: "now" };
    await world.putItem(lock);
    await world.scanned(digest);
    expect(await world.told(execution)).toMatchObject({ outcome: "lock-lost" });
    expect(await world.items("lock")).toEqual([lock]);
    expect(await world.runningDigest()).toBe(first);
    expect(await world.activeRevisions()).toEqual([1, 2]);
  });
}
