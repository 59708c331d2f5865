import { expect, test } from "vitest";
import { type Apply, release } from "../support/deployer";
import { clean, type Scan, type World } from "../support/world";

const bad: Scan = { status: "COMPLETE", counts: { HIGH: 1 } };

export function decisionCases(apply: Apply): void {
  async function failing(world: World): Promise<string> {
    const digest = await world.pushImage("b", "main-2");
    await world.scanned(digest);
    await world.fixtures({ containers: { [digest]: { task: { exitCode: 1 } } } });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "migration-failed" });
    await world.letters();
    return digest;
  }

  test("a failed migration is repeated neither by the schedule nor by a rescan", async () => {
    const world = await apply();
    await release(world);
    const digest = await failing(world);
    expect(await world.schedule()).toMatchObject({ outcome: "nothing-new" });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "already-decided",
      detail: { decision: "migration-failed" },
    });
    expect(await world.calls("ecs:RunTask")).toHaveLength(2);
    expect(await world.letters()).toEqual([]);
  });

  test("a failed migration is repeated when somebody asks with force, and not without", async () => {
    const world = await apply();
    await release(world);
    const digest = await failing(world);
    await world.fixtures({ containers: { [digest]: {} } });
    expect(await world.ask(digest)).toMatchObject({ outcome: "already-decided" });
    expect(await world.ask(digest, { force: true })).toMatchObject({ outcome: "released" });
  });

  test("findings are announced once, not every quarter of an hour", async () => {
    const world = await apply();
    await release(world);
    const digest = await world.pushImage("b", "main-2");
    await world.scanned(digest, bad);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "findings" });
    expect(await world.letters()).toHaveLength(1);
    expect(await world.schedule()).toMatchObject({ outcome: "already-decided" });
    expect(await world.schedule()).toMatchObject({ outcome: "already-decided" });
    expect(await world.letters()).toEqual([]);
    expect(await world.items("history")).toHaveLength(2);
  });

  test("a refused image is taken up by the schedule when its scan changed", async () => {
    const world = await apply({ scan: { limitSeconds: 0, pollSeconds: 1 } });
    await release(world);
    const digest = await world.pushImage("b", "main-2");
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "scan-missing" });
    await world.scanned(digest, clean);
    expect(await world.schedule()).toMatchObject({ outcome: "released", digest });
  });

  test("a refused image is taken up by the schedule when the allowance changed", async () => {
    const world = await apply();
    await release(world);
    const digest = await world.pushImage("b", "main-2");
    await world.scanned(digest, bad);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "findings" });
    await world.reconfigure({ allowedFindings: { ...world.settings.allowedFindings, HIGH: 1 } });
    expect(await world.schedule()).toMatchObject({ outcome: "released", digest });
  });

  test("the schedule takes up the newest image whose event was lost", async () => {
    const world = await apply();
    await release(world);
    const older = await world.pushImage("b", "main-2");
    const newer = await world.pushImage("c", "main-3");
    await world.pushImage("d", "experiment");
    await world.scanned(older);
    await world.scanned(newer);
    expect(await world.schedule()).toMatchObject({ outcome: "released", digest: newer });
    expect(await world.schedule()).toMatchObject({ outcome: "nothing-new" });
  });

  test("where only pipelines deploy, the schedule takes up no image", async () => {
    const world = await apply({ trigger: "pipeline" });
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    expect(await world.schedule()).toMatchObject({ outcome: "nothing-new" });
    expect(await world.ask(digest)).toMatchObject({ outcome: "released" });
  });

  test("the schedule reports a trouble when it comes, not as long as it lasts", async () => {
    const world = await apply();
    const digest = await release(world);
    const trouble = { code: "RepositoryNotFoundException", message: "gone", times: 1000 };
    await world.fixtures({ errors: { "ecr:DescribeImages": [trouble] } });
    expect(await world.schedule()).toMatchObject({ outcome: "aws-error" });
    expect(await world.letters()).toHaveLength(1);
    expect(await world.schedule()).toMatchObject({ outcome: "aws-error" });
    expect(await world.letters()).toEqual([]);
    await world.fixtures({ errors: { "ecr:DescribeImages": [] } });
    expect(await world.schedule()).toMatchObject({
      outcome: "nothing-new",
      detail: { runs: digest },
    });
  });

  test("a rollback runs an earlier release without its migration, and the schedule leaves it so", async () => {
    const world = await apply();
    const first = await release(world, "a", "main-1");
    const second = await release(world, "b", "main-2");
    const migrations = await world.calls("ecs:RunTask");

    const output = await world.ask(first, { rollback: true });

    expect(output).toMatchObject({ outcome: "rolled-back", by: "anna@example.gov" });
    expect(await world.runningDigest()).toBe(first);
    expect(await world.pointer()).toBe(first);
    expect(await world.calls("ecs:RunTask")).toEqual(migrations);
    expect(await world.items("release")).toMatchObject([
      { digest: first, rollback: "" },
      { digest: second, rollback: "" },
      { digest: first, rollback: "true" },
    ]);

    expect(await world.schedule()).toMatchObject({ outcome: "nothing-new" });
    expect(await world.run(world.scanEvent(second))).toMatchObject({ outcome: "already-decided" });
    expect(await world.runningDigest()).toBe(first);

    const third = await release(world, "c", "main-3");
    expect(await world.runningDigest()).toBe(third);
  });

  test("after a rollback the newer release runs again when somebody asks", async () => {
    const world = await apply();
    const first = await release(world, "a", "main-1");
    const second = await release(world, "b", "main-2");
    await world.ask(first, { rollback: true });
    expect(await world.ask(second)).toMatchObject({ outcome: "released" });
  });

  test("a rollback is not blocked by findings, but reports them", async () => {
    const world = await apply();
    const first = await release(world, "a", "main-1");
    await release(world, "b", "main-2");
    await world.scanned(first, { status: "COMPLETE", counts: { CRITICAL: 2 } });
    expect(await world.ask(first, { rollback: true })).toMatchObject({
      outcome: "rolled-back",
      detail: { findings: "CRITICAL 2" },
    });
  });

  test("refuses to roll back to what was never released, or the gate could be walked around", async () => {
    const world = await apply();
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest, bad);
    await release(world, "b", "main-2");
    expect(await world.ask(digest, { rollback: true })).toMatchObject({
      outcome: "never-released",
    });
    expect(await world.ask(digest, { rollback: true, force: true })).toMatchObject({
      outcome: "never-released",
    });
  });
}
