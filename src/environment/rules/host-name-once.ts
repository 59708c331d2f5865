import type { PairRule } from "./rule";
import { taken } from "./taken";

/** A name leads to one load balancer. The same name in a public and a private zone is two names. */
export const hostNameOnce: PairRule = (environment, earlier) => {
  const { hostName, hostedZone } = environment.domain;
  if (hostName !== earlier.domain.hostName || hostedZone.id !== earlier.domain.hostedZone.id) {
    return [];
  }
  return taken(["domain", "hostName"], hostName, earlier);
};
