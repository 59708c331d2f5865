import { expect, test } from "vitest";
import type { ReleaseWindow } from "../../../src/contract/release-windows";
import { type Apply, release } from "../support/deployer";
import type { World } from "../support/world";

/** The window of {@link windowCases}. */
export const officeHours: readonly ReleaseWindow[] = [
  { days: ["mon", "tue", "wed", "thu", "fri"], from: "08:00", to: "16:00" },
];

export function windowCases(apply: Apply): void {
  const applied = (changes: Parameters<Apply>[0] = {}) =>
    apply({ windows: officeHours, ...changes });
  const states = {
    gate: "May it be released now?",
    migration: "May it be migrated now?",
    update: "May the service be updated now?",
  } as const;
  /** What the clock shows in each of the states that look at it. */
  const clock = (world: World, shown: Partial<Record<keyof typeof states, string>>) =>
    world.fixtures({
      clock: Object.fromEntries(
        Object.entries(shown).map(([name, time]) => [states[name as keyof typeof states], time]),
      ),
    });
  const [tuesday, saturday] = ["2026-12-01T12:00:00.000Z", "2026-12-05T12:00:00.000Z"];
  const always = (time: string) => ({ gate: time, migration: time, update: time });
  const pushed = async (world: World, name: string, tag: string) => {
    const digest = await world.pushImage(name, tag);
    await world.scanned(digest);
    return digest;
  };

  test("outside the window an image waits, and hears when it opens; then it is released by itself", async () => {
    const world = await applied();
    const digest = await pushed(world, "a", "main-1");
    await clock(world, always(saturday));
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "outside-window",
      result: "refused",
      detail: { digest, opens: "2026-12-07T08:00:00.000Z" },
    });
    const [letter] = await world.letters();
    expect(letter).toMatchObject({
      subject: `shop-dev: outside-window ${digest.slice(7, 19)}`,
      message: expect.stringContaining(
        `shop-dev: The environment's window is closed, so nothing is released now.\n\ndigest: ${digest}\nopens: 2026-12-07T08:00:00.000Z\n`,
      ),
    });
    expect(await world.schedule()).toMatchObject({ outcome: "outside-window" });
    expect(await world.letters()).toEqual([]);
    expect(await world.items("history")).toMatchObject([{ outcome: "outside-window" }]);

    await clock(world, always("2026-12-07T08:00:00.000Z"));
    expect(await world.schedule()).toMatchObject({ outcome: "released", digest });
  });

  test("a request alone, and force, wait for the window; a rollback does not", async () => {
    const world = await applied();
    await clock(world, always(tuesday));
    const first = await release(world);
    await release(world, "b", "main-2");
    await clock(world, always(saturday));
    expect(await world.ask(first)).toMatchObject({ outcome: "older" });
    expect(await world.ask(first, { force: true })).toMatchObject({ outcome: "outside-window" });
    expect(await world.ask(first, { rollback: true })).toMatchObject({
      outcome: "rolled-back",
      warnings: [],
    });
  });

  test("who asks for it outside the window is let through, and why is recorded and reported", async () => {
    const world = await applied();
    await clock(world, always(saturday));
    const digest = await pushed(world, "a", "main-1");
    const why = "The login is broken.";
    const warnings = [`outside the window, because: ${why}`];
    expect(await world.ask(digest, { outsideWindow: why })).toMatchObject({
      outcome: "released",
      warnings,
    });
    expect(await world.items("release")).toMatchObject([{ warnings: JSON.stringify(warnings) }]);
    const [letter] = await world.letters();
    expect(letter?.message).toContain(`warning: outside the window, because: ${why}\n`);
  });

  test("within the window nothing is said of it, although it was asked for outside", async () => {
    const world = await applied();
    await clock(world, always(tuesday));
    const digest = await pushed(world, "a", "main-1");
    expect(await world.ask(digest, { outsideWindow: "It may be late." })).toMatchObject({
      outcome: "released",
      warnings: [],
    });
  });

  test("an empty reason and a scan's event do not pass the window", async () => {
    const world = await applied();
    await clock(world, always(saturday));
    const digest = await pushed(world, "a", "main-1");
    expect(await world.ask(digest, { outsideWindow: "" })).toMatchObject({
      outcome: "outside-window",
    });
    expect(await world.run({ ...world.scanEvent(digest), outsideWindow: "why" })).toMatchObject({
      outcome: "outside-window",
    });
  });

  test("looks at the clock before the migration and before the update too", async () => {
    const world = await applied();
    const digest = await pushed(world, "a", "main-1");
    await clock(world, { gate: tuesday, migration: "2026-12-01T16:00:00.000Z" });
    expect(await world.ask(digest)).toMatchObject({
      outcome: "outside-window",
      detail: { opens: "2026-12-02T08:00:00.000Z" },
    });
    expect(await world.calls("ecs:RunTask")).toEqual([]);
    await clock(world, { ...always(tuesday), update: "2026-12-01T16:00:00.000Z" });
    expect(await world.ask(digest)).toMatchObject({
      outcome: "outside-window",
      detail: {
        opens: "2026-12-02T08:00:00.000Z",
        migration: expect.stringMatching(/^it was run, as arn:aws:ecs:/),
      },
    });
    expect(await world.calls("ecs:UpdateService")).toEqual([]);
    expect(await world.activeRevisions()).toEqual([1]);
  });

  test("a hold comes before the window, and outside it too", async () => {
    const world = await applied({ holds: true });
    await clock(world, always(saturday));
    const digest = await pushed(world, "a", "main-1");
    await world.putItem({ kind: "hold", id: "now" });
    expect(await world.ask(digest, { outsideWindow: "It is urgent." })).toMatchObject({
      outcome: "held",
    });
    await world.removeItem("hold", "now");
    expect(await world.ask(digest)).toMatchObject({ outcome: "outside-window" });
    expect(await world.ask(digest, { outsideWindow: "It is urgent." })).toMatchObject({
      outcome: "released",
    });
  });

  test("why a release passed the window is not lost with the execution that breaks off", async () => {
    const world = await applied();
    await clock(world, always(tuesday));
    await release(world);
    await clock(world, always(saturday));
    const digest = await pushed(world, "b", "main-2");
    await world.fixtures({ containers: { [digest]: { service: "slow" } } });
    const execution = await world.start({
      digest,
      requestedBy: "anna@example.gov",
      outsideWindow: "The login is broken.",
    });
    await world.entered(execution, "Wait for the rollout");
    await world.stop(execution);
    await world.fixtures({ containers: { [digest]: {} } });
    await world.letEcsLookAgain();
    expect(
      await world.run({ cleanUp: { executionArn: execution } }, world.cleanUpMachineArn),
    ).toMatchObject({
      outcome: "released",
      warnings: ["asked for outside the window, because: The login is broken."],
    });
  });
}
