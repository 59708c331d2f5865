import { CreateDBSnapshotCommand, DeleteDBInstanceCommand } from "@aws-sdk/client-rds";
import { expect, test } from "vitest";
import { brokenOffEventPattern, brokenOffInput } from "../../../src/deployer/events";
import { type Apply, release } from "../support/deployer";
import { exampleSnapshot as snapshot } from "../support/example";
import { pause, type World } from "../support/world";

/** A snapshot of the database before a migration. */
export function snapshotCases(apply: Apply): void {
  async function pushed(world: World, name = "b", task: object = { exitCode: 0 }): Promise<string> {
    const digest = await world.pushImage(name, `main-${name}`);
    await world.scanned(digest);
    await world.fixtures({ containers: { [digest]: { task } } });
    return digest;
  }
  const of = (digest: string) =>
    expect.stringMatching(new RegExp(`^shop-dev-before-${digest.slice(7, 19)}-[0-9a-f]{8}$`));
  /** Snapshots of the digest, by the names that RDS has. */
  const named = async (world: World, digest: string) =>
    (await world.snapshots()).filter((name) => name.includes(digest.slice(7, 19)));
  async function nothingMigrated(world: World, digest: string): Promise<void> {
    expect((await world.noted()).oneOffTasks).toBeUndefined();
    expect(await world.calls("ecs:UpdateService")).toEqual([]);
    expect(await world.activeRevisions()).toEqual([1]);
    expect(await world.items("lock")).toEqual([]);
    expect(await world.item("decision", digest)).toMatchObject({
      outcome: "snapshot-not-taken",
      again: "when-asked",
    });
  }

  test("a snapshot is complete before the migration starts, and everybody hears its name", async () => {
    const world = await apply({ snapshot });
    await world.fixtures({ snapshots: { pending: 2 } });
    const digest = await pushed(world);
    const execution = await world.start(world.scanEvent(digest));
    const output = await world.outputOf(execution);
    const [name = ""] = await world.snapshots();
    expect(name).toEqual(of(digest));
    expect(output).toMatchObject({
      outcome: "released",
      detail: { snapshot: `${name}, the database before the migration` },
      warnings: [],
    });
    const path = await world.path(execution);
    expect(path.filter((state) => state === "Wait for the snapshot")).toHaveLength(2);
    expect(path.lastIndexOf("Is the snapshot complete?")).toBeLessThan(
      path.indexOf("Start the migration"),
    );
    expect(path.indexOf("Note the snapshot in the lock")).toBeLessThan(
      path.indexOf("Take the snapshot"),
    );
    expect(await world.calls("rds:CreateDBSnapshot")).toEqual([
      {
        DbInstanceIdentifier: "shop-dev",
        DbSnapshotIdentifier: name,
        Tags: [
          { Key: "slipway-snapshot-of", Value: "shop-dev" },
          { Key: "slipway-digest", Value: digest },
        ],
      },
    ]);
    expect((await world.letters())[0]?.message).toContain(
      `snapshot: ${name}, the database before the migration\n`,
    );
    expect(await world.items("release")).toMatchObject([{ digest, snapshot: name }]);
  });

  test("refuses the release when the database is not encrypted", async () => {
    const world = await apply({ snapshot: { ...snapshot, acceptsUnencrypted: true } });
    await world.reconfigure({ snapshot });
    const digest = await pushed(world);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "snapshot-not-taken",
      result: "refused",
      detail: {
        digest,
        database: "shop-dev",
        reason: "it is not encrypted, and neither would the snapshot be",
      },
    });
    expect(await world.snapshots()).toEqual([]);
    await nothingMigrated(world, digest);
    expect(await world.letters()).toMatchObject([
      { subject: `shop-dev: snapshot-not-taken ${digest.slice(7, 19)}` },
    ]);
    expect(await world.schedule()).toMatchObject({ outcome: "nothing-new" });
  });

  test("a database that is not encrypted is accepted where the file says so", async () => {
    const world = await apply({ snapshot: { ...snapshot, acceptsUnencrypted: true } });
    const digest = await pushed(world);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "released" });
    expect(await world.snapshots()).toEqual([of(digest)]);
  });

  test("refuses the release when RDS has no such database", async () => {
    const world = await apply({ snapshot });
    await world.clients.rds.send(
      new DeleteDBInstanceCommand({ DBInstanceIdentifier: "shop-dev", SkipFinalSnapshot: true }),
    );
    const digest = await pushed(world);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "snapshot-not-taken",
      detail: { reason: "RDS has no database of this name" },
    });
    await nothingMigrated(world, digest);
  });

  test("a database that is busy for a while is waited for", async () => {
    const world = await apply({ snapshot });
    await world.fixtures({ databases: { "shop-dev": { times: 2 } } });
    const digest = await pushed(world);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "released" });
    expect(await world.calls("rds:CreateDBSnapshot")).toHaveLength(3);
  });

  test("refuses the release when the database is busy for longer than the limit", async () => {
    const world = await apply({ snapshot: { ...snapshot, limitSeconds: 0 } });
    await world.fixtures({ databases: { "shop-dev": { times: 99 } } });
    const digest = await pushed(world);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "snapshot-not-taken",
      detail: {
        reason:
          "Take the snapshot: Rds.InvalidDbInstanceStateException Instance is not in available state.",
      },
    });
    expect(await world.snapshots()).toEqual([]);
    await nothingMigrated(world, digest);
    // Somebody asks again, and it is tried again.
    await world.fixtures({ databases: { "shop-dev": { times: 0 } } });
    expect(await world.ask(digest)).toMatchObject({ outcome: "released" });
  });

  test("refuses the release when the snapshot is not complete within the limit, and keeps it", async () => {
    const world = await apply({ snapshot: { ...snapshot, limitSeconds: 0 } });
    await world.fixtures({ snapshots: { pending: 99 } });
    const digest = await pushed(world);
    const output = await world.run(world.scanEvent(digest));
    const [name = ""] = await world.snapshots();
    expect(name).toEqual(of(digest));
    expect(output).toMatchObject({
      outcome: "snapshot-not-taken",
      detail: {
        reason: `the snapshot ${name} was not complete after 0 seconds, but at 0%; RDS still works on it`,
      },
    });
    await nothingMigrated(world, digest);
  });

  test("refuses the release when the snapshot fails", async () => {
    const world = await apply({ snapshot });
    await world.fixtures({ snapshots: { status: "failed" } });
    const digest = await pushed(world);
    const output = await world.run(world.scanEvent(digest));
    expect(output).toMatchObject({
      outcome: "snapshot-not-taken",
      detail: { reason: `the snapshot ${(await world.snapshots())[0]} became failed` },
    });
    await nothingMigrated(world, digest);
  });

  test.each([
    ["rds:DescribeDBInstances", "Look at the database"],
    ["rds:CreateDBSnapshot", "Take the snapshot"],
  ])("refuses the release when %s is not allowed", async (call, state) => {
    const world = await apply({ snapshot });
    const denied = { code: "RdsException", message: "is not authorized to perform it", times: 99 };
    await world.fixtures({ errors: { [call]: [denied] } });
    const digest = await pushed(world);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "snapshot-not-taken",
      detail: { reason: `${state}: Rds.RdsException is not authorized to perform it` },
    });
    await nothingMigrated(world, digest);
  });

  test("a snapshot that cannot be seen for a while is waited for; for longer, the release is refused", async () => {
    const world = await apply({ snapshot });
    const unseen = (times: number) => ({
      errors: {
        "rds:DescribeDBSnapshots": [{ code: "RdsException", message: "try later", times }],
      },
    });
    await world.fixtures(unseen(7));
    const digest = await pushed(world);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "released" });

    await world.reconfigure({ snapshot: { ...snapshot, limitSeconds: 0 } });
    await world.fixtures(unseen(99));
    const next = await pushed(world, "c");
    expect(await world.run(world.scanEvent(next))).toMatchObject({
      outcome: "snapshot-not-taken",
      detail: { reason: "Look at the snapshot: Rds.RdsException try later" },
    });
  });

  test("calls that RDS refuses because there were too many are no refusal: the next run tries again", async () => {
    const world = await apply({ snapshot });
    const error = { code: "RdsException", message: "Rate exceeded", times: 7 };
    await world.fixtures({ errors: { "rds:DescribeDBInstances": [error] } });
    const digest = await pushed(world);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "throttled" });
    expect(await world.schedule()).toMatchObject({ outcome: "released", digest });
  });

  test("a call whose answer was lost takes no second snapshot", async () => {
    const world = await apply({ snapshot });
    const lost = { code: "RdsException", message: "lost", times: 1, after: true };
    await world.fixtures({ errors: { "rds:CreateDBSnapshot": [lost] } });
    const digest = await pushed(world);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "released" });
    expect(await world.snapshots()).toEqual([of(digest)]);
  });

  test("a snapshot that was taken although no try was answered is found by its name", async () => {
    const world = await apply({ snapshot });
    const lost = { code: "RdsException", message: "lost", after: true };
    await world.fixtures({
      errors: {
        "rds:CreateDBSnapshot": [
          { ...lost, times: 1 },
          { code: "RdsException", message: "lost", times: 6 },
        ],
      },
    });
    const digest = await pushed(world);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "released" });
    expect(await world.snapshots()).toEqual([of(digest)]);
  });

  test("a release that is not healthy goes back, and says which snapshot holds the data as they were", async () => {
    const world = await apply({ snapshot });
    const first = await release(world);
    const digest = await pushed(world);
    await world.fixtures({ containers: { [digest]: { service: "broken" } } });
    const output = await world.run(world.scanEvent(digest));
    const [name] = await named(world, digest);
    expect(output).toMatchObject({
      outcome: "rollout-failed",
      detail: { snapshot: `${name}, the database before the migration` },
    });
    expect(await world.runningDigest()).toBe(first);
  });

  test("a rollback takes none, and names the one from before the first release after what it goes back to", async () => {
    const world = await apply({ snapshot });
    const first = await release(world);
    const second = await release(world, "b", "main-2");
    await release(world, "c", "main-3");
    const [before] = await named(world, second);
    const taken = await world.snapshots();
    expect(await world.ask(first, { rollback: true })).toMatchObject({
      outcome: "rolled-back",
      detail: {
        snapshot: `${before}, the database before the migrations of the releases after this one`,
      },
    });
    expect(await world.snapshots()).toEqual(taken);
    expect((await world.items("release")).map((item) => item["snapshot"])).toEqual([
      of(first),
      of(second),
      expect.any(String),
      "",
    ]);
  });

  test.each([
    ["is gone", "DbSnapshotNotFoundException", []],
    [
      "cannot be looked at",
      "RdsException",
      ["the snapshot of the data before could not be looked up: Rds.RdsException"],
    ],
  ])("a rollback goes on when that snapshot %s", async (_, code, warnings) => {
    const world = await apply({ snapshot });
    const first = await release(world);
    await release(world, "b", "main-2");
    const error = { code, message: "no such snapshot", times: 99 };
    await world.fixtures({ errors: { "rds:DescribeDBSnapshots": [error] } });
    const output = await world.ask(first, { rollback: true });
    expect(output).toMatchObject({ outcome: "rolled-back", warnings });
    expect(output.detail["snapshot"]).toBeUndefined();
  });

  test("the newest are kept, and those that the running and the previous release need; nothing that is not the deployer's is deleted", async () => {
    const world = await apply({ snapshot });
    const take = (name: string, tags: Readonly<Record<string, string>> = {}) =>
      world.clients.rds.send(
        new CreateDBSnapshotCommand({
          DBInstanceIdentifier: "shop-dev",
          DBSnapshotIdentifier: name,
          Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        }),
      );
    const own = { "slipway-snapshot-of": "shop-dev" };
    const old = "shop-dev-before-000000000001-00000001";
    const others = [
      "shop-dev-final-00000000",
      "final-shop-dev",
      "shop-dev-before-000000000002-00000002", // without the tag
      "shop-dev-before-000000000003-00000003", // with another environment's
      "shop-dev-before-upgrade",
    ];
    await take(old, own);
    for (const name of others) {
      await world.snapshots(); // completes the one before
      const withTag = !name.includes("0002");
      await take(
        name,
        withTag ? { ...own, ...(name.includes("0003") && { "slipway-snapshot-of": "other" }) } : {},
      );
    }
    await world.snapshots();
    const digests: string[] = [];
    for (const name of ["a", "b", "c", "d"])
      digests.push(await release(world, name, `main-${name}`));
    // The first two releases' are neither new nor needed any more; that of `b` was still needed when `d` came.
    const left = (await world.snapshots()).filter((name) => !others.includes(name));
    expect(left).toEqual(digests.slice(1).map(of));
    expect(await world.snapshots()).toEqual(expect.arrayContaining(others));
    expect(
      (await world.calls("rds:DeleteDBSnapshot")).map((one) => one["DbSnapshotIdentifier"]),
    ).toEqual([old, of(digests[0] as string)]);
  });

  test("old snapshots are found on every page of them, and ten are deleted at once", async () => {
    const world = await apply({ snapshot: { ...snapshot, keep: 1 } });
    const old = Array.from(
      { length: 22 },
      (_, n) => `shop-dev-before-${String(n).padStart(12, "0")}-00000000`,
    );
    for (const name of old) {
      await world.clients.rds.send(
        new CreateDBSnapshotCommand({
          DBInstanceIdentifier: "shop-dev",
          DBSnapshotIdentifier: name,
          Tags: [{ Key: "slipway-snapshot-of", Value: "shop-dev" }],
        }),
      );
      await world.snapshots(); // completes it
    }
    const digest = await release(world);
    expect(await world.snapshots()).toEqual([...old.slice(10), of(digest)]);
    const pages = (await world.calls("rds:DescribeDBSnapshots")).filter(
      (one) => "MaxRecords" in one,
    );
    expect(pages.map((one) => one["Marker"])).toEqual([undefined, "20"]);
  });

  test("failed migrations take the place of no snapshot that the running release needs", async () => {
    const world = await apply({ snapshot: { ...snapshot, keep: 1 } });
    const first = await release(world);
    for (const name of ["b", "c"]) {
      const digest = await pushed(world, name, { exitCode: 1 });
      expect(await world.run(world.scanEvent(digest))).toMatchObject({
        outcome: "migration-failed",
      });
    }
    const last = await pushed(world, "d", { exitCode: 1 });
    await world.run(world.scanEvent(last));
    expect(await world.snapshots()).toEqual([of(first), of(last)]);
  });

  test.each(["rds:DeleteDBSnapshot", "dynamodb:Query"])(
    "a release does not fail because old snapshots cannot be deleted (%s)",
    async (call) => {
      const world = await apply({ snapshot: { ...snapshot, keep: 1 } });
      for (const name of ["a", "b"]) await release(world, name, `main-${name}`);
      await release(world, "c", "main-c");
      const error = {
        code: "Denied",
        message: "not allowed",
        times: 99,
        matching: call.startsWith("rds") ? "" : "#snapshot",
      };
      await world.fixtures({ errors: { [call]: [error] } });
      const digest = await pushed(world, "d");
      const output = await world.run(world.scanEvent(digest));
      expect(output).toMatchObject({ outcome: "released" });
      expect(output.warnings).toEqual([
        expect.stringMatching(
          /^old snapshots were not deleted: (Rds|DynamoDB|DynamoDb)\.DeniedException$/,
        ),
      ]);
    },
  );

  test.each([
    ["is complete", { pending: 0 }, "is available"],
    ["is still taken", { pending: 99 }, "is creating"],
  ])(
    "what breaks off while its snapshot %s is found by the name that was noted",
    async (_, snapshots, left) => {
      // Asked so seldom that it is stopped before it sees what becomes of the snapshot.
      const world = await apply({ snapshot: { ...snapshot, pollSeconds: 120 } });
      await world.putRule("clean-up", brokenOffEventPattern(world), brokenOffInput);
      await world.fixtures({ snapshots: { pending: 99 } });
      const digest = await pushed(world);
      const execution = await world.start(world.scanEvent(digest));
      await world.entered(execution, "Wait for the snapshot");
      await world.fixtures({ snapshots });
      const lock = (await world.items("lock"))[0];
      expect(lock).toMatchObject({ step: "snapshotting", snapshot: of(digest) });
      const output = await cleanedUp(world, execution);
      expect(output).toMatchObject({
        outcome: "stopped",
        digest,
        detail: {
          left: `the lock; its snapshot ${lock?.["snapshot"]} ${left}; database and service were untouched`,
        },
      });
      expect(await world.items("lock")).toEqual([]);
    },
  );

  test("what breaks off before its snapshot was taken says so", async () => {
    const world = await apply({ snapshot });
    await world.putRule("clean-up", brokenOffEventPattern(world), brokenOffInput);
    await world.fixtures({ databases: { "shop-dev": { times: 999 } } });
    const digest = await pushed(world);
    const execution = await world.start(world.scanEvent(digest));
    await world.entered(execution, "Wait for the database");
    const lock = (await world.items("lock"))[0];
    expect((await cleanedUp(world, execution)).detail["left"]).toBe(
      `the lock; its snapshot ${lock?.["snapshot"]} was not taken; database and service were untouched`,
    );
  });

  test("what breaks off in its migration is reported with its snapshot", async () => {
    const world = await apply({ snapshot, migration: { limitSeconds: 3, pollSeconds: 1 } });
    await world.putRule("clean-up", brokenOffEventPattern(world), brokenOffInput);
    const digest = await pushed(world, "b", { never: true });
    const execution = await world.start(world.scanEvent(digest));
    await world.entered(execution, "Watch the migration");
    const output = await cleanedUp(world, execution);
    expect(output).toMatchObject({
      outcome: "stopped",
      detail: { snapshot: `${(await world.snapshots())[0]}, the database before the migration` },
    });
  });

  async function cleanedUp(world: World, execution: string) {
    const known = new Set((await world.executions()).map(({ executionArn }) => executionArn));
    await world.stop(execution);
    for (;;) {
      const [next] = (await world.executions()).filter(
        ({ executionArn }) => !known.has(executionArn),
      );
      if (next) return world.outputOf(next.executionArn as string);
      await pause(50);
    }
  }
}
