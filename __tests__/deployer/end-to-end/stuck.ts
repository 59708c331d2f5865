import { expect, test } from "vitest";
import { placeholderDigest } from "../../../src/contract/images";
import { brokenOffEventPattern, brokenOffInput } from "../../../src/deployer/events";
import { type Apply, release } from "../support/deployer";
import type { World } from "../support/world";

const impatient = { rollout: { limitSeconds: 1, pollSeconds: 1 } };
const inactive = { code: "ClientException", message: "TaskDefinition is inactive", times: 9999 };

/** Recovery ends: in another revision to go back to, or in one notification and a command. */
export function stuckCases(apply: Apply): void {
  async function slow(world: World, name: string): Promise<string> {
    const digest = await world.pushImage(name, `main-${name}`);
    await world.scanned(digest);
    await world.fixtures({ containers: { [digest]: { service: "slow" } } });
    return digest;
  }

  test("a revision that can no longer be used is registered again, with the image that ran before", async () => {
    const world = await apply(impatient);
    const first = await release(world);
    const digest = await slow(world, "b");
    await world.fixtures({
      errors: { "ecs:UpdateService": [{ ...inactive, matching: 'task-definition/shop-dev:2"' }] },
    });
    const output = await world.run(world.scanEvent(digest));
    expect(output).toMatchObject({
      outcome: "rollout-timed-out",
      detail: {
        "went back to": expect.stringMatching(/task-definition\/shop-dev:4$/),
        because: "TaskDefinition is inactive",
      },
    });
    expect(await world.runningDigest()).toBe(first);
    expect(await world.activeRevisions()).toEqual([1, 2, 4]);
    expect(await world.items("lock")).toEqual([]);
  });

  test("where that is refused too the service goes back to a release before it, and the pointer follows", async () => {
    const world = await apply(impatient);
    const first = await release(world, "first", "main-1");
    await release(world, "second", "main-2");
    const digest = await slow(world, "c");
    const execution = await world.start(world.scanEvent(digest));
    await world.entered(execution, "Update the service");
    await world.fixtures({
      errors: {
        "ecs:RegisterTaskDefinition": [inactive],
        "ecs:UpdateService": [{ ...inactive, matching: 'task-definition/shop-dev:3"' }],
      },
    });
    expect(await world.outputOf(execution)).toMatchObject({
      outcome: "rollout-timed-out",
      detail: { "went back to": expect.stringMatching(/task-definition\/shop-dev:2$/) },
    });
    expect(await world.runningDigest()).toBe(first);
    expect(await world.schedule()).toMatchObject({ outcome: "pointer-healed", digest: first });
    expect(await world.pointer()).toBe(first);
  });

  test("a first release that cannot go back to its placeholder goes back to another of the same", async () => {
    const world = await apply(impatient);
    const digest = await slow(world, "a");
    await world.fixtures({
      errors: { "ecs:UpdateService": [{ ...inactive, matching: 'task-definition/shop-dev:1"' }] },
    });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "rollout-timed-out",
    });
    expect(await world.runningDigest()).toBe(placeholderDigest);
    expect(await world.service()).toMatchObject({ desiredCount: 0, runningCount: 0 });
  });

  test("what cannot be cleaned up three times is notified once, with the command that frees it", async () => {
    // Long enough to say below that going back fails, also on a busy machine.
    const world = await apply({ rollout: { ...impatient.rollout, limitSeconds: 6 } });
    await release(world);
    const digest = await slow(world, "b");
    const execution = await world.start(world.scanEvent(digest));
    await world.entered(execution, "Update the service");
    await world.entered(execution, "Watch the rollout");
    await world.fixtures({ errors: { "ecs:UpdateService": [inactive] } });
    await expect(world.outputOf(execution)).rejects.toThrow(
      "FAILED in Break off: Ecs.ClientException",
    );
    // The clean-up is the first to try; its lock is taken over as that of any execution that is over.
    const broken = "FAILED in Break off: Ecs.ClientException";
    const cleanUp = { cleanUp: { executionArn: execution } };
    await expect(world.run(cleanUp, world.cleanUpMachineArn)).rejects.toThrow(broken);
    for (let takeOver = 2; takeOver <= 3; takeOver += 1) {
      await expect(world.schedule()).rejects.toThrow(broken);
    }
    expect(await world.letters()).toEqual([]);

    const output = await world.schedule();
    expect(output).toMatchObject({
      outcome: "stuck",
      detail: {
        digest,
        step: "updating",
        "take-overs": "3",
        "how it ended": expect.stringContaining("TaskDefinition is inactive"),
        "to free it": "npx slipway unlock shop-dev",
      },
    });
    expect(await world.letters()).toMatchObject([
      {
        subject: expect.stringContaining("shop-dev: stuck"),
        message: expect.stringContaining("npx slipway unlock shop-dev"),
      },
    ]);
    const next = await world.pushImage("c", "main-c");
    await world.scanned(next);
    expect(await world.run(world.scanEvent(next))).toMatchObject({ outcome: "still-stuck" });
    expect(await world.schedule()).toMatchObject({ outcome: "still-stuck" });
    expect(await world.letters()).toEqual([]);
  });

  test("that it is stuck is notified also when the note of it was answered twice", async () => {
    const world = await apply();
    await release(world);
    const over = await world.start({ digest: "none" });
    await world.outputOf(over);
    await world.putItem({ ...oldLock, executionArn: over, takeOvers: "3" });
    const lost = { code: "InternalServerError", message: "lost", times: 1, after: true };
    await world.fixtures({
      errors: { "dynamodb:UpdateItem": [{ ...lost, matching: "#stuck" }] },
    });
    expect(await world.schedule()).toMatchObject({ outcome: "stuck" });
  });

  test("a lock as the version before wrote it is taken over", async () => {
    const world = await apply();
    await release(world);
    const over = await world.start({ digest: "none" });
    await world.outputOf(over);
    await world.putItem({ ...oldLock, executionArn: over });
    expect(await world.schedule()).toMatchObject({ outcome: "nothing-new" });
    expect(await world.items("lock")).toEqual([]);
  });

  test("whoever asks, a holder that still runs keeps its lock", async () => {
    const world = await apply();
    await world.putRule("clean-up", brokenOffEventPattern(world), brokenOffInput);
    await release(world);
    const digest = await slow(world, "b");
    const execution = await world.start(world.scanEvent(digest));
    await world.entered(execution, "Wait for the rollout");
    expect(
      await world.run({ cleanUp: { executionArn: execution } }, world.cleanUpMachineArn),
    ).toMatchObject({ outcome: "lock-held", detail: { execution } });
    expect(await world.run({ cleanUp: { executionArn: execution } })).toMatchObject({
      outcome: "wrong-input",
    });
    await world.fixtures({ containers: { [digest]: {} } });
    await world.letEcsLookAgain();
    expect(await world.outputOf(execution)).toMatchObject({ outcome: "released", digest });
    expect(await world.items("release")).toHaveLength(2);
  });
}

/** Every attribute that the version before wrote into the lock, and no other. */
const oldLock = {
  kind: "lock",
  id: "deployment",
  by: "schedule",
  trigger: "schedule",
  since: "2026-01-01T00:00:00Z",
  digest: `sha256:${"b".repeat(64)}`,
  pushedAt: "2026-01-01T00:00:00Z",
  rollback: "",
  first: "",
  previous: "",
  revision: "",
  migrationTask: "",
  step: "",
};
