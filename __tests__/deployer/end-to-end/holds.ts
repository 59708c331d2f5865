import { expect, test } from "vitest";
import { type Apply, release } from "../support/deployer";
import { exampleSnapshot } from "../support/example";
import type { World } from "../support/world";

export function holdCases(apply: Apply): void {
  const applied = (changes: Parameters<Apply>[0] = {}) => apply({ holds: true, ...changes });
  const held = {
    "held by": "arn:aws:sts::111111111111:assumed-role/shop-dev-operator/bob",
    since: "2026-11-27T08:00:00.000Z",
    because: "The audit ends on Monday.",
  };
  const hold = (world: World, until = "") =>
    world.putItem({
      kind: "hold",
      id: "now",
      by: held["held by"],
      since: held.since,
      because: held.because,
      until,
    });
  /** Resumes, as `slipway resume` does. */
  const resume = (world: World) => world.removeItem("hold", "now");
  const pushed = async (world: World, name: string, tag: string) => {
    const digest = await world.pushImage(name, tag);
    await world.scanned(digest);
    return digest;
  };

  test("nothing is released while somebody holds the environment; afterwards it is, by itself", async () => {
    const world = await applied();
    const first = await release(world);
    await hold(world);
    const digest = await pushed(world, "b", "main-2");

    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "held",
      result: "refused",
      digest,
      detail: { digest, ...held, until: "somebody resumes it" },
    });
    expect((await world.letters()).map(({ subject, message }) => [subject, message])).toEqual([
      [
        `shop-dev: held ${digest.slice(7, 19)}`,
        expect.stringMatching(
          /^shop-dev: Somebody holds the environment, so nothing is released\.\n\ndigest: sha256:\w+\nbecause: The audit ends on Monday\.\nheld by: arn:aws:sts::111111111111:assumed-role\/shop-dev-operator\/bob\nsince: 2026-11-27T08:00:00\.000Z\nuntil: somebody resumes it\nby: scan of the image\n\nWhat to do: Wait, or talk to who holds it\. /,
        ),
      ],
    ]);
    expect(await world.items("decision")).toMatchObject([{ id: first }]);
    expect(await world.items("lock")).toEqual([]);
    expect(await world.activeRevisions()).toEqual([1, 2]);
    expect(await world.runningDigest()).toBe(first);

    const before = await world.items("history");
    expect(await world.schedule()).toMatchObject({ outcome: "held", digest });
    expect(await world.letters()).toEqual([]);
    expect(await world.items("history")).toEqual(before);

    await resume(world);
    expect(await world.schedule()).toMatchObject({ outcome: "released", digest });
  });

  test("a hold ends by itself at its time, and not before", async () => {
    const world = await applied();
    const digest = await pushed(world, "a", "main-1");
    const hour = 3_600_000;
    await hold(world, new Date(Date.now() + hour).toISOString());
    expect(await world.ask(digest)).toMatchObject({ outcome: "held" });
    await hold(world, new Date(Date.now() - 1000).toISOString());
    expect(await world.ask(digest)).toMatchObject({ outcome: "released" });
  });

  test.each(["tomorrow", "2026-11-27", "2026-11-27T08:00:00", "0"])(
    "a hold until %s, which is no time, does not end",
    async (until) => {
      const world = await applied();
      const digest = await pushed(world, "a", "main-1");
      await hold(world, until);
      expect(await world.ask(digest)).toMatchObject({ outcome: "held", detail: { until } });
    },
  );

  test("an item that says nothing is a hold all the same", async () => {
    const world = await applied();
    const digest = await pushed(world, "a", "main-1");
    await world.putItem({ kind: "hold", id: "now" });
    expect(await world.ask(digest)).toMatchObject({
      outcome: "held",
      detail: { because: "", "held by": "", since: "", until: "somebody resumes it" },
    });
  });

  test("refuses where the hold cannot be read", async () => {
    const world = await applied();
    const digest = await pushed(world, "a", "main-1");
    const denied = { code: "AccessDeniedException", message: "no", matching: '"hold"', times: 100 };
    await world.fixtures({ errors: { "dynamodb:GetItem": [denied] } });
    expect(await world.ask(digest)).toMatchObject({ outcome: "aws-error" });
  });

  /** Lets the first reads of the hold find none, as if it came only then. */
  const missed = (world: World, times: number) =>
    world.fixtures({
      answers: { "dynamodb:GetItem": [{ matching: '"hold"', times, answer: {} }] },
    });

  test("reads the hold once more before the migration: what came meanwhile stops it", async () => {
    const world = await applied();
    const digest = await pushed(world, "a", "main-1");
    await hold(world);
    await missed(world, 2); // before the lock and with it
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "held",
      detail: { digest, ...held },
    });
    expect(await world.calls("ecs:RunTask")).toEqual([]);
    expect(await world.activeRevisions()).toEqual([1]);
    expect(await world.items("lock")).toEqual([]);
    expect(await world.items("history")).toMatchObject([{ outcome: "held" }]);
  });

  test("reads the hold once more before a snapshot is taken", async () => {
    const world = await applied({ snapshot: exampleSnapshot });
    const digest = await pushed(world, "a", "main-1");
    await hold(world);
    await missed(world, 2);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "held" });
    expect(await world.calls("rds:CreateDBSnapshot")).toEqual([]);
    expect(await world.items("lock")).toEqual([]);

    await missed(world, 3); // before the migration then
    expect(await world.ask(digest)).toMatchObject({ outcome: "held" });
    expect(await world.calls("rds:CreateDBSnapshot")).toHaveLength(1);
    expect(await world.calls("ecs:RunTask")).toEqual([]);
  });

  test("reads the hold once more before the update, and says that the migration was run", async () => {
    const world = await applied();
    const digest = await pushed(world, "a", "main-1");
    await hold(world);
    await missed(world, 3);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "held",
      detail: { ...held, migration: expect.stringMatching(/^it was run, as arn:aws:ecs:/) },
    });
    expect(await world.calls("ecs:UpdateService")).toEqual([]);
    expect(await world.activeRevisions()).toEqual([1]);
    expect(await world.items("lock")).toEqual([]);

    await resume(world);
    expect(await world.schedule()).toMatchObject({ outcome: "released", digest });
  });

  test("without a migration the hold is read before the update too, but for a rollback", async () => {
    const world = await applied({ migrationCommand: null });
    const first = await release(world);
    const second = await release(world, "b", "main-2");
    await hold(world);
    const third = await pushed(world, "c", "main-3");
    await missed(world, 2);
    expect(await world.ask(third)).toMatchObject({ outcome: "held", detail: held });
    expect(await world.runningDigest()).toBe(second);
    const denied = { code: "AccessDeniedException", message: "no", matching: '"hold"', times: 9 };
    await world.fixtures({ errors: { "dynamodb:GetItem": [denied] } });
    expect(await world.ask(first, { rollback: true })).toMatchObject({ outcome: "rolled-back" });
  });

  test("the schedule says of a hold that it met with the lock in hand", async () => {
    const world = await applied();
    const digest = await pushed(world, "a", "main-1");
    await hold(world);
    await missed(world, 1);
    expect(await world.schedule()).toMatchObject({ outcome: "held", digest });
    expect((await world.letters()).map(({ subject }) => subject)).toEqual([
      `shop-dev: held ${digest.slice(7, 19)}`,
    ]);
    expect(await world.items("history")).toMatchObject([{ outcome: "held" }]);
  });

  test("a deployer of an environment that nobody may hold reads no hold", async () => {
    const world = await apply();
    await hold(world);
    const digest = await pushed(world, "a", "main-1");
    expect(await world.ask(digest)).toMatchObject({ outcome: "released" });
  });

  test("neither force nor an explicit request passes a hold, and a rollback does", async () => {
    const world = await applied();
    const first = await release(world);
    const second = await release(world, "b", "main-2");
    await hold(world);
    expect(await world.ask(first, { force: true })).toMatchObject({ outcome: "held" });
    expect(await world.ask(first, { rollback: true })).toMatchObject({ outcome: "rolled-back" });
    expect(await world.ask(second)).toMatchObject({ outcome: "held" });
    expect(await world.runningDigest()).toBe(first);
  });
}
