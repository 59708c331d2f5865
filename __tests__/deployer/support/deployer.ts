import { addressesOf } from "../../../src/contract/delivery-names";
import type { DeliverySettings } from "../../../src/contract/delivery-settings";
import { deliveryPolicy, requestPolicy } from "../../../src/deployer/policy";
import { tablePolicy } from "../../../src/stack/constructs/delivery/table-policy";
import { borrowEmulator, type Emulator } from "../../support/emulator";
import { createWorld, type World } from "./world";

/** Waits of a state machine, in this fraction of their seconds. */
const waitScale = 0.02;

/** Applies an environment in an account of its own. */
export type Apply = (changes?: Partial<DeliverySettings>) => Promise<World>;

/** An emulator with many environments, each of which lets its deployer do only what the policy says. */
export async function startWorlds() {
  const emulator: Emulator = await borrowEmulator();
  await emulator.scaleWaits(waitScale);
  const worlds: World[] = [];
  let accounts = 100_000_000_000;
  const apply: Apply = async (changes = {}) => {
    accounts += 1;
    const world = await createWorld(emulator, String(accounts), changes);
    await world.fixtures({
      policy: { Statement: [...deliveryPolicy(world), ...requestPolicy(world)] },
    });
    // No command or test is denied, who are the account's root; the machines have roles.
    const { tableArn } = addressesOf(world.names);
    const Policy = tablePolicy(tableArn, {
      deployer: [`arn:aws:iam::${world.account}:role/${world.names.delivery}`],
      tester: "others",
      promoter: "others",
      waivers: [],
      operator: [],
      taskRunner: [],
      restorer: [],
      databaseClient: [],
      publisher: [],
    });
    await world.asRoot([
      world.call("dynamodb", "PutResourcePolicy", { ResourceArn: tableArn, Policy }),
    ]);
    worlds.push(world);
    return world;
  };
  return { emulator, worlds, apply, stop: () => emulator.stop() };
}

/** Pushes an image and releases it. */
export async function release(world: World, name = "first", tag = "main-1"): Promise<string> {
  const digest = await world.pushImage(name, tag);
  await world.scanned(digest);
  const output = await world.run(world.scanEvent(digest));
  if (output.outcome !== "released") throw new Error(JSON.stringify(output));
  await world.letters();
  return digest;
}

/** Pushes a clean image whose service's tasks stop at once, or never get steady; gives its digest. */
export async function pushEnding(
  world: World,
  service: "broken" | "slow",
  name = "b",
): Promise<string> {
  const digest = await world.pushImage(name, `main-${name}`);
  await world.scanned(digest);
  await world.fixtures({ containers: { [digest]: { service } } });
  return digest;
}
