import { expect, test } from "vitest";
import { brokenOffEventPattern, brokenOffInput } from "../../../src/deployer/events";
import { type Apply, release } from "../support/deployer";
import { type Output, pause, type World } from "../support/world";

const lost = (times: number) => ({ code: "ServerException", message: "lost", times, after: true });
const unanswered = (times: number) => ({ ...lost(times), code: "InternalServerError" });
const collided = (times: number) => ({
  code: "TransactionCanceledException",
  message: "Transaction cancelled [None, TransactionConflict]",
  times,
});
const denied = { code: "AccessDeniedException", message: "not authorized", times: 999 };
const throttled = { code: "ThrottlingException", message: "Rate exceeded", times: 7 };
const soon = { migration: { limitSeconds: 3, pollSeconds: 1 } };

/** What finds a side effect again when its answer, or whoever waited for it, is lost. */
export function sideEffectCases(apply: Apply): void {
  /** An environment that runs a release, as applied: a rule starts the clean-up of what breaks off. */
  async function released(changes: Parameters<Apply>[0] = soon): Promise<World> {
    const world = await apply(changes);
    await world.putRule("clean-up", brokenOffEventPattern(world), brokenOffInput);
    await release(world);
    return world;
  }
  async function pushed(world: World, task: object, name = "b"): Promise<string> {
    const digest = await world.pushImage(name, `main-${name}`);
    await world.scanned(digest);
    await world.fixtures({ containers: { [digest]: { task } } });
    return digest;
  }
  /** How the first execution ended that began after those that are known. */
  async function nextAfter(world: World, known: ReadonlySet<unknown>): Promise<Output> {
    for (;;) {
      const [next] = (await world.executions()).filter(
        ({ executionArn }) => !known.has(executionArn),
      );
      if (next) return world.outputOf(next.executionArn as string);
      await pause(50);
    }
  }
  const known = async (world: World) =>
    new Set((await world.executions()).map(({ executionArn }) => executionArn));
  const oneOff = async (world: World) => (await world.noted()).oneOffTasks;

  test.each([0, 3])(
    "a migration that nobody noted is found by its name, also when the first %i lists leave it out",
    async (hidden) => {
      const world = await released();
      const first = await pushed(world, { never: true, hidden });
      const trouble = { code: "InternalServerError", message: "try later", times: 99 };
      await world.fixtures({
        errors: { "dynamodb:UpdateItem": [{ ...trouble, matching: "#migrationTask" }] },
      });
      const execution = await world.start(world.scanEvent(first));
      await world.entered(execution, "Note the migration in the lock");
      expect(await world.items("lock")).toMatchObject([
        {
          step: "migrating",
          startedBy: expect.stringContaining(`slipway-migration/shop-dev/${first.slice(7)}/`),
        },
      ]);
      const before = await known(world);
      await world.stop(execution);
      expect(await nextAfter(world, before)).toMatchObject({
        outcome: "stopped",
        detail: {
          left: "the lock; its migration may have been run and has ended; the service was untouched",
        },
      });
      expect(await world.tasks()).toHaveLength(2); // the service's own

      await world.fixtures({ errors: { "dynamodb:UpdateItem": [] } });
      const second = await pushed(world, { exitCode: 0 }, "c");
      expect(await world.run(world.scanEvent(second))).toMatchObject({ outcome: "released" });
      expect(await oneOff(world)).toEqual({ count: 3, atOnce: 1 });
    },
  );

  test("a migration that cannot be seen for a while is waited for, and its end is what counts", async () => {
    const world = await released({});
    const digest = await pushed(world, { exitCode: 0, afterSeconds: 2 });
    const execution = await world.start(world.scanEvent(digest));
    await world.entered(execution, "Watch the migration");
    await world.fixtures({ errors: { "ecs:DescribeTasks": [throttled] } });
    expect(await world.outputOf(execution)).toMatchObject({ outcome: "released", digest });
    expect(await oneOff(world)).toEqual({ count: 2, atOnce: 1 });
  });

  test("a migration that can never be seen keeps the lock, and nothing is migrated beside it", async () => {
    const world = await released();
    const digest = await pushed(world, { never: true });
    const execution = await world.start(world.scanEvent(digest));
    await world.entered(execution, "Watch the migration");
    await world.fixtures({ errors: { "ecs:DescribeTasks": [denied] } });
    const before = await known(world);
    await expect(world.outputOf(execution)).rejects.toThrow(
      "FAILED in Break off: Ecs.AccessDeniedException Which of them migrate?: not authorized",
    );
    await expect(nextAfter(world, before)).rejects.toThrow("FAILED in Break off");
    expect(await world.items("lock")).toMatchObject([{ digest, step: "migrating" }]);
    expect(await world.tasks()).toHaveLength(2); // it was asked to stop all the same

    await world.fixtures({ errors: { "ecs:DescribeTasks": [] } });
    const second = await pushed(world, { exitCode: 0 }, "c");
    expect(await world.run(world.scanEvent(second))).toMatchObject({ outcome: "released" });
    expect(await oneOff(world)).toEqual({ count: 3, atOnce: 1 });
  });

  test("a migration that is left by a lock taken away is waited for, then stopped, before the next", async () => {
    const world = await released();
    const first = await pushed(world, { never: true });
    const execution = await world.start(world.scanEvent(first));
    await world.entered(execution, "Watch the migration");
    await world.removeItem("lock", "deployment");
    const second = await pushed(world, { exitCode: 0 }, "c");
    expect(await world.run(world.scanEvent(second))).toMatchObject({ outcome: "released" });
    expect(await oneOff(world)).toEqual({ count: 3, atOnce: 1 });
    expect((await world.outputOf(execution)).outcome).not.toBe("released");
  });

  test("whoever loses the lock while it migrates says so once its migration has ended", async () => {
    const world = await released();
    const digest = await pushed(world, { exitCode: 0 });
    const gone = { code: "ConditionalCheckFailedException", message: "gone", times: 2 };
    await world.fixtures({
      errors: {
        "dynamodb:UpdateItem": [
          { ...gone, matching: ":migrationTask" },
          { ...gone, matching: "updating" },
        ],
      },
    });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "lock-lost",
      detail: { digest, migration: expect.stringContaining("it was run, as arn:aws:ecs:") },
    });
    expect(await world.tasks()).toHaveLength(2);
  });

  test("a migration that nothing can stop is said, and no other is started", async () => {
    const world = await released({ migration: { limitSeconds: 1, pollSeconds: 1 } });
    const first = await pushed(world, { never: true });
    const execution = await world.start(world.scanEvent(first));
    await world.fixtures({ errors: { "ecs:StopTask": [denied] } });
    await world.entered(execution, "Watch the migration");
    await world.removeItem("lock", "deployment");
    const second = await pushed(world, { exitCode: 0 }, "c");
    expect(await world.ask(second)).toMatchObject({
      outcome: "migration-running",
      detail: { tasks: expect.stringMatching(/^arn:aws:ecs:[^,]*$/) },
    });
    expect(await oneOff(world)).toEqual({ count: 2, atOnce: 1 });
  });

  test("a migration whose start was never answered is found, and goes on", async () => {
    const world = await released();
    const digest = await pushed(world, { exitCode: 0, hidden: 2, afterSeconds: 3 });
    await world.fixtures({ errors: { "ecs:RunTask": [lost(7)] } });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "released", digest });
    expect(await oneOff(world)).toEqual({ count: 2, atOnce: 1 });
  });

  test("a migration that was started before its refusal is found, and goes on", async () => {
    const world = await released();
    const digest = await pushed(world, { exitCode: 0, afterSeconds: 2 });
    const conflict = { code: "ConflictException", message: "the token is in use", times: 1 };
    await world.fixtures({ errors: { "ecs:RunTask": [lost(1), conflict] } });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "released", digest });
    expect(await oneOff(world)).toEqual({ count: 2, atOnce: 1 });
  });

  test("a migration that AWS has no time to start is started by the next run", async () => {
    const world = await released();
    const digest = await pushed(world, { exitCode: 0 });
    await world.fixtures({ errors: { "ecs:RunTask": [throttled] } });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "no-capacity",
      detail: { reason: "Rate exceeded" },
    });
    expect(await oneOff(world)).toEqual({ count: 1, atOnce: 1 });
    expect(await world.schedule()).toMatchObject({ outcome: "released", digest });
  });

  test("an update of the service that was never answered is watched to its end", async () => {
    const world = await released();
    const digest = await pushed(world, { exitCode: 0 });
    await world.fixtures({ errors: { "ecs:UpdateService": [lost(7)] } });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "released", digest });
    expect(await world.pointer()).toBe(digest);
  });

  test("an update of the service that was refused says what was done before it", async () => {
    const world = await released();
    const digest = await pushed(world, { exitCode: 0 });
    await world.fixtures({ errors: { "ecs:UpdateService": [denied] } });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "update-failed",
      detail: {
        error: "Ecs.AccessDeniedException",
        step: "Update the service",
        migration: expect.stringContaining("it was run, as arn:aws:ecs:"),
      },
    });
    expect(await world.activeRevisions()).toEqual([1, 2]);
    expect(await world.items("lock")).toEqual([]);
  });

  test("a service that cannot be looked at after an update keeps the lock until it can", async () => {
    const world = await released();
    const digest = await pushed(world, { exitCode: 0 });
    await world.fixtures({
      errors: { "ecs:UpdateService": [lost(7)], "ecs:DescribeServices": [] },
    });
    const execution = await world.start(world.scanEvent(digest));
    await world.entered(execution, "Update the service");
    await world.fixtures({ errors: { "ecs:DescribeServices": [{ ...throttled }] } });
    const before = await known(world);
    await expect(world.outputOf(execution)).rejects.toThrow(
      "FAILED in Was it updated all the same?",
    );
    expect(await nextAfter(world, before)).toMatchObject({ outcome: "released", digest });
  });

  test("a revision whose registration was not answered is deregistered with the other", async () => {
    const world = await released();
    const digest = await pushed(world, { exitCode: 1 });
    await world.fixtures({ errors: { "ecs:RegisterTaskDefinition": [lost(1)] } });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "migration-failed" });
    expect(await world.activeRevisions()).toEqual([1, 2]);
  });

  test("revisions whose registration was never answered are all deregistered", async () => {
    const world = await released();
    const digest = await pushed(world, { exitCode: 0 });
    await world.fixtures({ errors: { "ecs:RegisterTaskDefinition": [lost(7)] } });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "aws-error",
      detail: { step: "Register the revision" },
    });
    expect(await world.activeRevisions()).toEqual([1, 2]);
  });

  test("a lock whose taking was never answered is released", async () => {
    const world = await released();
    const digest = await pushed(world, { exitCode: 0 });
    const unanswered = { code: "InternalServerError", message: "lost", times: 7, after: true };
    await world.fixtures({ errors: { "dynamodb:PutItem": [unanswered] } });
    // Its own first try already holds it, so the second is answered by the condition.
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "released" });
    expect(await world.items("lock")).toEqual([]);
  });

  test("a lock that cannot be taken is reported, and none is left", async () => {
    const world = await released();
    const digest = await pushed(world, { exitCode: 0 });
    await world.fixtures({ errors: { "dynamodb:PutItem": [{ ...throttled }] } });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "throttled" });
    expect(await world.items("lock")).toEqual([]);
  });

  test("a take-over whose answer was lost is one", async () => {
    const world = await apply(soon);
    await release(world);
    const digest = await pushed(world, { exitCode: 0 });
    const trouble = { code: "InternalServerError", message: "try later", times: 99 };
    await world.fixtures({
      errors: { "dynamodb:UpdateItem": [{ ...trouble, matching: "#revision" }] },
    });
    const execution = await world.start(world.scanEvent(digest));
    await world.entered(execution, "Note the revision in the lock");
    await world.stop(execution);
    const unanswered = { code: "InternalServerError", message: "lost", times: 1, after: true };
    await world.fixtures({
      errors: { "dynamodb:UpdateItem": [{ ...unanswered, matching: ":before" }] },
    });
    expect(await world.ask(digest)).toMatchObject({ outcome: "released", digest });
  });

  test("how the schedule ended is reported also when the note of it was answered twice", async () => {
    const world = await released();
    const digest = await pushed(world, { exitCode: 0 });
    await world.scanned(digest, { status: "COMPLETE", counts: { CRITICAL: 1 } });
    const unanswered = { code: "InternalServerError", message: "lost", times: 1, after: true };
    await world.fixtures({
      errors: { "dynamodb:UpdateItem": [{ ...unanswered, matching: "ALL_OLD" }] },
    });
    expect(await world.schedule()).toMatchObject({ outcome: "findings", digest });
    expect((await world.letters()).map(({ subject }) => subject)).toEqual([
      `shop-dev: findings ${digest.slice(7, 19)}`,
    ]);
  });

  test("what was decided without the lock is reported also when the record of it was answered twice", async () => {
    const world = await released();
    const digest = await world.pushImage("b", "main-b");
    await world.scanned(digest, { status: "COMPLETE", counts: { CRITICAL: 1 } });
    await world.fixtures({
      errors: { "dynamodb:TransactWriteItems": [unanswered(1), collided(1)] },
    });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "findings", digest });
    expect(await world.items("history")).toMatchObject([{ outcome: "released" }, { digest }]);
    expect((await world.letters()).map(({ subject }) => subject)).toEqual([
      `shop-dev: findings ${digest.slice(7, 19)}`,
    ]);
  });

  test("a record that collided with another write, and met no other decision, is written again", async () => {
    const world = await released();
    const digest = await world.pushImage("b", "main-b");
    await world.scanned(digest, { status: "COMPLETE", counts: { CRITICAL: 1 } });
    await world.fixtures({ errors: { "dynamodb:TransactWriteItems": [collided(2)] } });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "findings", digest });
    expect(await world.item("decision", digest)).toMatchObject({ outcome: "findings" });
  });

  test("a record that collides again and again is given up, and said so", async () => {
    const world = await released();
    const digest = await world.pushImage("b", "main-b");
    await world.scanned(digest, { status: "COMPLETE", counts: { CRITICAL: 1 } });
    await world.fixtures({ errors: { "dynamodb:TransactWriteItems": [collided(5)] } });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "findings",
      warnings: [
        "the decision could not be recorded, since other writes of it went on; the next run decides again",
      ],
    });
    expect(await world.item("decision", digest)).toBeUndefined();
    expect(await world.schedule()).toMatchObject({ outcome: "findings", digest });
    expect(await world.item("decision", digest)).toMatchObject({ outcome: "findings" });
  });

  test.each(["event", "schedule"])(
    "a pointer that was written without an answer leaves a release by the next run, started by its %s",
    async (next) => {
      const world = await released();
      const digest = await pushed(world, { exitCode: 0 });
      await world.fixtures({ errors: { "ssm:PutParameter": [unanswered(7)] } });
      expect(await world.run(world.scanEvent(digest))).toMatchObject({
        outcome: "pointer-not-written",
      });
      expect(await world.pointer()).toBe(digest);
      expect(await world.items("release")).toHaveLength(1);

      const scan = world.scanEvent(digest);
      const output = await (next === "event" ? world.run(scan) : world.schedule());
      expect(output).toMatchObject({ outcome: "pointer-healed", digest });
      expect(await world.items("release")).toMatchObject([{}, { digest }]);
      expect(await world.item("decision", digest)).toMatchObject({
        outcome: "pointer-healed",
        releasedAt: expect.any(String),
      });
      expect(await world.schedule()).toMatchObject({ outcome: "nothing-new" });
    },
  );
}
