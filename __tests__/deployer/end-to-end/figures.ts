import { expect, test } from "vitest";
import { type Apply, release } from "../support/deployer";
import type { World } from "../support/world";

/** Figures that the deployer publishes of itself. */
export function figureCases(apply: Apply): void {
  const counted = () => apply({ figures: true });

  /** Everything that was published, as name and value. */
  async function published(world: World): Promise<readonly string[]> {
    const calls = (await world.calls(
      "cloudwatch:PutMetricData",
    )) as unknown as readonly Published[];
    return calls.flatMap(({ Namespace, MetricData }) =>
      MetricData.map(({ MetricName, Dimensions, Value }) => {
        expect([Namespace, Dimensions]).toEqual([
          "Slipway",
          [{ Name: "Environment", Value: "shop-dev" }],
        ]);
        return `${MetricName} ${Value}`;
      }),
    );
  }

  async function refused(world: World, name: string) {
    const digest = await world.pushImage(name, `main-${name}`);
    await world.scanned(digest, { status: "COMPLETE", counts: { CRITICAL: 1 } });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "findings" });
    return digest;
  }

  test("releases that come to nothing are counted until one succeeds; what was decided before is none", async () => {
    const world = await counted();
    await refused(world, "a");
    const again = await refused(world, "b");
    expect(await world.run(world.scanEvent(again))).toMatchObject({ outcome: "already-decided" });
    await refused(world, "c");
    await release(world, "d", "main-d");
    await refused(world, "e");
    expect(await published(world)).toEqual([
      ...["NotReleasedInARow 1", "Released 0"],
      ...["NotReleasedInARow 2", "Released 0"],
      ...["NotReleasedInARow 3", "Released 0"],
      ...["NotReleasedInARow 0", "Released 1"],
      ...["NotReleasedInARow 1", "Released 0"],
    ]);
  });

  test("one whose count was not answered counts once", async () => {
    const world = await counted();
    const lost = { code: "InternalServerError", message: "lost", times: 1, after: true };
    await world.fixtures({ errors: { "dynamodb:UpdateItem": [{ ...lost, matching: "inARow" }] } });
    await refused(world, "a");
    expect(await world.item("last", "release")).toMatchObject({ inARow: "1" });
    await refused(world, "b");
    expect(await world.item("last", "release")).toMatchObject({ inARow: "2" });
  });

  test("the schedule publishes how long the lock is held, by whomever", async () => {
    const world = await counted();
    const digest = await release(world);
    expect(await world.schedule()).toMatchObject({ outcome: "nothing-new", digest: "" });
    const since = new Date(Date.now() - 8 * 3600 * 1000).toISOString();
    await world.putItem({ kind: "lock", id: "deployment", by: "anna@example.gov", since });
    await world.schedule();
    const [free, held] = (await published(world)).slice(2);
    expect(free).toBe("LockSeconds 0");
    const seconds = Number(held?.replace("LockSeconds ", ""));
    expect(seconds).toBeGreaterThanOrEqual(8 * 3600);
    expect(seconds).toBeLessThan(8 * 3600 + 600);
    expect(await world.pointer()).toBe(digest);
  });

  test("a release of the schedule's is counted, and the lock looked at", async () => {
    const world = await counted();
    const digest = await world.pushImage("a", "main-a");
    await world.scanned(digest);
    expect(await world.schedule()).toMatchObject({ outcome: "released", digest });
    expect(await published(world)).toEqual(["NotReleasedInARow 0", "Released 1", "LockSeconds 0"]);
  });

  test("a figure that cannot be published changes no outcome", async () => {
    const world = await counted();
    const denied = { code: "AccessDenied", message: "no", times: 10 };
    await world.fixtures({ errors: { "cloudwatch:PutMetricData": [denied] } });
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "released",
      warnings: [
        "figures could not be published (Publish how the release ended): CloudWatch.AccessDeniedException",
      ],
    });
    expect(await world.pointer()).toBe(digest);
  });

  test("a deployer of an environment without alarms publishes none", async () => {
    const world = await apply();
    await release(world);
    await world.schedule();
    expect(await published(world)).toEqual([]);
  });
}

interface Published {
  readonly Namespace: string;
  readonly MetricData: readonly {
    readonly MetricName: string;
    readonly Dimensions: readonly object[];
    readonly Value: number;
  }[];
}
