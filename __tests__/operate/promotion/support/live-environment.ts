import { type LiveEnvironment, liveEnvironment } from "../../../../src/aws/live-environment";
import type { World } from "../../../deployer/support/world";
import type { Emulator } from "../../../support/start-emulator";

/** A world as a promotion sees it. */
export function liveEnvironmentOf(world: World, emulator: Emulator): Promise<LiveEnvironment> {
  const { environment, region } = world.names;
  return liveEnvironment(
    { names: world.names, settings: world.settings },
    {
      account: world.account,
      region,
      environment,
      caller: `arn:aws:sts::${world.account}:assumed-role/${environment}-promoter/jenkins`,
      config: {
        region: emulator.region,
        endpoint: emulator.endpoint,
        credentials: async () => emulator.clientConfig.credentials,
      },
    },
  );
}
