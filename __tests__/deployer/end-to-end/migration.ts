import { DescribeTasksCommand } from "@aws-sdk/client-ecs";
import { expect, test } from "vitest";
import { type Apply, release } from "../support/deployer";
import type { World } from "../support/world";

export function migrationCases(apply: Apply): void {
  async function pushed(world: World, task: object): Promise<string> {
    const digest = await world.pushImage("b", "main-2");
    await world.scanned(digest);
    await world.fixtures({ containers: { [digest]: { task } } });
    return digest;
  }
  async function untouched(world: World, first: string): Promise<void> {
    expect(await world.runningDigest()).toBe(first);
    expect(await world.pointer()).toBe(first);
    expect(await world.calls("ecs:UpdateService")).toHaveLength(1);
    expect(await world.activeRevisions()).toEqual([1, 2]);
    expect(await world.items("lock")).toEqual([]);
  }

  test("a migration that fails leaves the service untouched and says where its log is", async () => {
    const world = await apply();
    const first = await release(world);
    const digest = await pushed(world, { exitCode: 3 });

    const output = await world.run(world.scanEvent(digest));

    const task = output.detail["task"] as string;
    const stream = `app/app/${task.split("/").at(-1)}`;
    expect(output).toMatchObject({
      outcome: "migration-failed",
      detail: {
        "exit code": "3",
        "log group": "/slipway/shop-dev/app",
        "log stream": stream,
        log: `https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#logsV2:log-groups/log-group/$252Fslipway$252Fshop-dev$252Fapp/log-events/${stream.replaceAll("/", "$252F")}`,
      },
    });
    await untouched(world, first);
    expect(await world.item("decision", digest)).toMatchObject({ again: "when-forced" });
  });

  test("a migration whose task cannot start leaves the service untouched and says why", async () => {
    const world = await apply();
    const first = await release(world);
    const digest = await pushed(world, { reason: "CannotPullContainerError: no such image" });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "migration-not-started",
      detail: { reason: "CannotPullContainerError: no such image" },
    });
    await untouched(world, first);
  });

  test("a migration that ECS refuses to run leaves the service untouched and says why", async () => {
    const world = await apply();
    const first = await release(world);
    const digest = await pushed(world, { exitCode: 0 });
    const error = { code: "InvalidParameterException", message: "no such subnet", times: 1 };
    await world.fixtures({ errors: { "ecs:RunTask": [error] } });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "migration-not-started",
      detail: { reason: "no such subnet" },
    });
    await untouched(world, first);
  });

  const laterAgain: [string, object][] = [
    ["RESOURCE:CPU", { failure: "RESOURCE:CPU" }],
    ["RESOURCE:ENI", { failure: "RESOURCE:ENI" }],
    [
      "Capacity is unavailable at this time. Please try again later or in a different availability zone",
      {
        reason:
          "Capacity is unavailable at this time. Please try again later or in a different availability zone",
      },
    ],
    [
      "Timeout waiting for network interface provisioning to complete.",
      { reason: "Timeout waiting for network interface provisioning to complete." },
    ],
  ];
  test.each(laterAgain)(
    "a migration that did not start (%s) is tried again by the schedule",
    async (reason, task) => {
      const world = await apply();
      const first = await release(world);
      const digest = await pushed(world, task);
      expect(await world.run(world.scanEvent(digest))).toMatchObject({
        outcome: "no-capacity",
        detail: { reason, attempt: "1 of 10" },
      });
      await untouched(world, first);
      await world.letters();
      expect(await world.schedule()).toMatchObject({
        outcome: "no-capacity",
        detail: { attempt: "2 of 10" },
      });
      expect(await world.letters()).toHaveLength(1);
      await world.fixtures({ containers: { [digest]: {} } });
      expect(await world.schedule()).toMatchObject({ outcome: "released", digest });
    },
  );

  test("a shortage that lasts ends after ten attempts, and does not notify each time", async () => {
    const world = await apply();
    await release(world);
    const digest = await pushed(world, { failure: "RESOURCE:ENI" });
    const attempt = (await world.schedule()).detail["attempt"];
    expect(attempt).toBe("1 of 10");
    // Seven more of the same.
    await world.putItem({ ...(await world.item("decision", digest)), attempts: "8" });
    expect(await world.schedule()).toMatchObject({ detail: { attempt: "9 of 10" } });
    expect(await world.schedule()).toMatchObject({ outcome: "migration-not-started" });
    expect(await world.schedule()).toMatchObject({ outcome: "nothing-new" });
    expect(await world.item("decision", digest)).toMatchObject({ again: "when-forced" });
    const short = digest.slice(7, 19);
    const subjects = (await world.letters()).map(({ subject }) => subject);
    // On a slow machine the queue gives the letter of the first release once more.
    expect(subjects.filter((subject) => subject.includes(short))).toEqual([
      `shop-dev: no-capacity ${short}`,
      `shop-dev: migration-not-started ${short}`,
    ]);
    await world.fixtures({ containers: { [digest]: {} } });
    expect(await world.ask(digest, { force: true })).toMatchObject({ outcome: "released" });
  });

  test("a start that is answered with neither a task nor a failure is looked for, not taken for a task that did not start", async () => {
    const world = await apply();
    await release(world);
    const digest = await pushed(world, { exitCode: 0, afterSeconds: 1 });
    await world.fixtures({
      answers: { "ecs:RunTask": [{ answer: { Tasks: [], Failures: [] }, times: 1, after: true }] },
    });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "released" });
    expect((await world.noted()).oneOffTasks?.["count"]).toBe(2);
  });

  test("a migration that does not end is stopped, so that none runs beside the next", async () => {
    const world = await apply({ migration: { limitSeconds: 0, pollSeconds: 1 } });
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    await world.fixtures({ containers: { [digest]: { task: { never: true } } } });
    const output = await world.run(world.scanEvent(digest));
    expect(output).toMatchObject({
      outcome: "migration-timed-out",
      detail: { limit: "0 seconds", "log group": "/slipway/shop-dev/app" },
    });
    const { tasks = [] } = await world.clients.ecs.send(
      new DescribeTasksCommand({ cluster: "shop-dev", tasks: [output.detail["task"] as string] }),
    );
    expect(tasks).toMatchObject([{ lastStatus: "STOPPED" }]);
    expect(await world.activeRevisions()).toEqual([1]);
  });

  test("a call that is repeated because its answer was lost starts no second migration", async () => {
    const world = await apply();
    const digest = await pushed(world, { exitCode: 0 });
    const lost = { code: "ServerException", message: "lost", times: 1, after: true };
    await world.fixtures({ errors: { "ecs:RunTask": [lost] } });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "released" });
    const calls = await world.calls("ecs:RunTask");
    expect(calls).toHaveLength(2);
    expect(calls[0]).toEqual(calls[1]);
    expect((await world.noted()).oneOffTasks?.["count"]).toBe(1);
  });
}
