import { expect, test } from "vitest";
import { placeholderDigest } from "../../../src/contract/images";
import { type Apply, pushEnding, release } from "../support/deployer";
import { exampleAlarms } from "../support/example";
import type { World } from "../support/world";

const [errors, slow] = exampleAlarms;

/** A rollout that ECS watches by alarms. */
export function rolloutAlarmCases(apply: Apply): void {
  const watched = () => apply({ rolloutAlarms: exampleAlarms });

  /** Starts a rollout in which all tasks run, and ECS goes on watching. */
  async function rollingOut(world: World, name?: string) {
    const digest = await pushEnding(world, "slow", name);
    const execution = await world.start(world.scanEvent(digest));
    await world.entered(execution, "Wait for the rollout");
    return { digest, execution };
  }

  test("quiet alarms let a release through, and are read once", async () => {
    const world = await watched();
    const digest = await release(world);
    expect(await world.item("decision", digest)).toMatchObject({
      outcome: "released",
      warnings: "[]",
    });
    expect(await world.calls("cloudwatch:DescribeAlarms")).toEqual([
      { AlarmNames: exampleAlarms, AlarmTypes: ["MetricAlarm"] },
    ]);
  });

  test("an alarm that begins to ring rolls the release back, and people read which one it was", async () => {
    const world = await watched();
    const first = await release(world);
    const { digest, execution } = await rollingOut(world);
    await world.setAlarm(errors, "ALARM");

    expect(await world.outputOf(execution)).toMatchObject({
      outcome: "rolled-back-by-alarm",
      result: "failed",
      digest,
      detail: { alarm: errors, digest, reason: "ECS deployment failed: alarm detected." },
      warnings: [],
    });
    expect(await world.runningDigest()).toBe(first);
    expect(await world.service()).toMatchObject({ desiredCount: 2, runningCount: 2 });
    expect(await world.pointer()).toBe(first);
    expect(await world.activeRevisions()).toEqual([1, 2]);
    expect(await world.tagsOf(digest)).toEqual(["main-b"]);
    expect(await world.item("decision", digest)).toMatchObject({
      outcome: "rolled-back-by-alarm",
      again: "when-forced",
    });
    const [letter] = await world.letters();
    expect(letter?.subject).toBe(`shop-dev: rolled-back-by-alarm ${digest.slice(7, 19)}`);
    expect(letter?.message).toContain(
      `shop-dev: An alarm on errors or latency rang during the rollout, so ECS gave it up; the service is back on what ran before.\n\nalarm: ${errors}\n`,
    );
  });

  test("an alarm that rings already when the rollout begins is not gone by, and the release says so", async () => {
    const world = await watched();
    await release(world);
    await world.setAlarm(errors, "ALARM");
    const digest = await world.pushImage("b", "main-b");
    await world.scanned(digest);
    const warning = `these alarms rang already when the rollout began, so ECS did not go by them: ${errors}`;
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "released",
      warnings: [warning],
    });
    const [letter] = await world.letters();
    expect(letter?.message).toContain(`warning: ${warning}`);
    expect(await world.item("decision", digest)).toMatchObject({
      warnings: JSON.stringify([warning]),
    });
  });

  test("an alarm that nobody made watches nothing, and the release says so", async () => {
    const world = await watched();
    await world.removeAlarm(slow);
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "released",
      warnings: [`there are no such alarms, so ECS could not go by them: ${slow}`],
    });
  });

  const denied = { code: "AccessDenied", message: "no", times: 10 };

  test("alarms that cannot be read hold no release back, since ECS reads them itself", async () => {
    const world = await watched();
    await world.fixtures({ errors: { "cloudwatch:DescribeAlarms": [denied] } });
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "released",
      warnings: [
        "it could not be read which alarms rang when the rollout began: CloudWatch.AccessDeniedException",
      ],
    });
  });

  test("a first release that an alarm ends puts the service back to zero tasks", async () => {
    const world = await watched();
    const { execution } = await rollingOut(world, "a");
    await world.setAlarm(slow, "ALARM");
    expect(await world.outputOf(execution)).toMatchObject({
      outcome: "rolled-back-by-alarm",
      detail: { alarm: slow },
    });
    expect(await world.runningDigest()).toBe(placeholderDigest);
    expect(await world.service()).toMatchObject({ desiredCount: 0, runningCount: 0 });
    expect(await world.pointer()).toBe(placeholderDigest);
  });

  test("tasks that stop are a failed rollout, also after one that an alarm ended", async () => {
    const world = await watched();
    await release(world);
    const before = await pushEnding(world, "broken", "b");
    expect(await world.run(world.scanEvent(before))).toMatchObject({ outcome: "rollout-failed" });

    const { execution } = await rollingOut(world, "c");
    await world.setAlarm(errors, "ALARM");
    expect(await world.outputOf(execution)).toMatchObject({ outcome: "rolled-back-by-alarm" });
    await world.setAlarm(errors, "OK");

    const after = await pushEnding(world, "broken", "d");
    const output = await world.run(world.scanEvent(after));
    expect(output).toMatchObject({ outcome: "rollout-failed", warnings: [] });
    expect(output.detail).not.toHaveProperty("alarm");
  });

  test.each(["ListServiceDeployments", "DescribeServiceDeployments", "DescribeServiceRevisions"])(
    "a rollout whose record cannot be read (%s) is a failed one, with what could not be read",
    async (action) => {
      const world = await watched();
      await release(world);
      const { execution } = await rollingOut(world);
      await world.fixtures({ errors: { [`ecs:${action}`]: [denied] } });
      await world.setAlarm(errors, "ALARM");
      expect(await world.outputOf(execution)).toMatchObject({
        outcome: "rollout-failed",
        warnings: ["it could not be read whether an alarm rang: Ecs.AccessDeniedException"],
      });
    },
  );

  test("a clean-up that takes the rollout over names the alarm too", async () => {
    const world = await watched();
    const first = await release(world);
    const { digest, execution } = await rollingOut(world);
    await world.stop(execution);
    await world.setAlarm(errors, "ALARM");
    expect(
      await world.run({ cleanUp: { executionArn: execution } }, world.cleanUpMachineArn),
    ).toMatchObject({ outcome: "rolled-back-by-alarm", digest, detail: { alarm: errors } });
    expect(await world.runningDigest()).toBe(first);
  });
}
