import { afterAll, beforeAll } from "vitest";
import { deliveryPolicy } from "../../../src/delivery/policy";
import type { DeliverySettings } from "../../../src/delivery/settings";
import { type Emulator, startEmulator } from "../../support/emulator";
import { describeWithTools } from "../../support/tools";
import { createWorld, type World } from "./world";

/** Waits of a state machine, in this fraction of their seconds. */
const waitScale = 0.05;

/**
 * Tests of the machine that run it, each in an account of its own, several at once. Every call of the machine must be
 * allowed by the deployer's own policy.
 */
export function describeDeployer(
  title: string,
  body: (applied: (changes?: Partial<DeliverySettings>) => Promise<World>) => void,
): void {
  describeWithTools(["ministack"], title, () => {
    let emulator: Emulator | undefined;
    let accounts = 100_000_000_000;
    beforeAll(async () => {
      emulator = await startEmulator();
      await fetch(`${emulator.endpoint}/_ministack/config`, {
        method: "POST",
        body: JSON.stringify({ "stepfunctions._SFN_WAIT_SCALE": waitScale }),
      });
    });
    afterAll(() => emulator?.stop());
    body(async (changes = {}) => {
      if (emulator === undefined) throw new Error("for use inside tests");
      accounts += 1;
      const world = await createWorld(emulator, String(accounts), changes);
      await world.fixtures({ policy: deliveryPolicy(world) });
      return world;
    });
  });
}

/** An environment that runs a released image. */
export async function released(world: World, name = "first", tag = "main-1"): Promise<string> {
  const digest = await world.pushImage(name, tag);
  await world.scanned(digest);
  const told = await world.run(world.scanEvent(digest));
  if (told.outcome !== "released") throw new Error(JSON.stringify(told));
  await world.letters();
  return digest;
}
