import type { Session } from "../aws/session";
import type { LoadedEnvironment } from "../config/load";
import type { Party } from "./promotion/party";

/** An environment, and the way into it. */
export interface OpenEnvironment {
  readonly party: Party;
  readonly session: Session;
}

/** As whom an environment is opened. */
export interface Opener {
  /** Name of a role of the environment's account; whoever calls when left out. */
  readonly role?: string | undefined;
  /** Credentials to begin with; those that the SDK finds when left out. */
  readonly base?: Session["config"];
}

/** Opens an environment for whoever calls, or as a role; a `CommandError` says what is missing. */
export async function openEnvironment(
  loaded: LoadedEnvironment,
  { role, base }: Opener = {},
): Promise<OpenEnvironment> {
  const { openSession } = await import("../aws/session");
  const { openParty } = await import("./promotion/party");
  const { deliveryOf } = await import("../config/delivery-of");
  const { name, environment } = loaded;
  const { account, region } = environment;
  const place = { account, region, environment: name };
  const session = await openSession({ ...place, role, ...(base && { base }) });
  return { party: await openParty(deliveryOf(environment), session), session };
}
