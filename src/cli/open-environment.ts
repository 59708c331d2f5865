import type { Session } from "../aws/session";
import type { LoadedEnvironment } from "../environment/load";
import type { Party } from "../promotion/party";

/** An environment, and the way into it. */
export interface OpenEnvironment {
  readonly party: Party;
  readonly session: Session;
}

/** Opens an environment for whoever calls; a `CommandError` says what is missing. */
export async function openEnvironment(loaded: LoadedEnvironment): Promise<OpenEnvironment> {
  const { openSession } = await import("../aws/session");
  const { openParty } = await import("../promotion/party");
  const { deliveryOf } = await import("../delivery/delivery-of");
  const { name, environment } = loaded;
  const { account, region } = environment;
  const session = await openSession({ account, region, environment: name, role: undefined });
  return { party: await openParty(deliveryOf(environment), session), session };
}
