import { request } from "./request";
import {
  fine,
  startTerraformWorld,
  type TerraformWorld,
  type TerraformWorldOptions,
} from "./terraform-world";

/**
 * A world whose environment stands already, as Terraform and the real provider make it, for tests that begin where `npm run test:apply` has been. Without
 * the state's own stack, of which it has only the bucket, and without the review, it takes two minutes. Its machines wait a fiftieth of their time.
 */
export async function startAppliedWorld(options: TerraformWorldOptions): Promise<TerraformWorld> {
  const world = await startTerraformWorld(options);
  try {
    fine(await world.slipway(["check"], { as: "plan" }));
    await makeStateBucket(world);
    const terraform = (...args: string[]) => world.terraform(world.name, args, { as: "apply" });
    fine(await terraform("init", "-input=false"));
    fine(await terraform("apply", "-input=false", "-auto-approve"));
    await world.emulator.scaleWaits(0.02);
    return world;
  } catch (error) {
    await world.stop();
    throw error;
  }
}

/** Makes the bucket of the state alone. */
export async function makeStateBucket({
  emulator,
  stateBucket,
  account,
}: TerraformWorld): Promise<void> {
  const authorization = `AWS4-HMAC-SHA256 Credential=${account}/20260101/us-east-1/s3/aws4_request`;
  await request(`${emulator.endpoint}/${stateBucket}`, {
    method: "PUT",
    headers: { authorization },
  });
}
