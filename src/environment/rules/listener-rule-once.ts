import type { PairRule } from "./rule";
import { taken } from "./taken";

/** On a shared listener each rule has its own priority and its own host name. */
export const listenerRuleOnce: PairRule = (environment, earlier) => {
  const own = environment.loadBalancer;
  const other = earlier.loadBalancer;
  if (own.mode !== "existing" || other.mode !== "existing") return [];
  if (own.listenerArn !== other.listenerArn) return [];
  const { hostName } = environment.domain;
  const sameZone = environment.domain.hostedZone.id === earlier.domain.hostedZone.id;
  return [
    ...(own.priority === other.priority
      ? taken(["loadBalancer", "priority"], own.priority, earlier)
      : []),
    // Of the same zone it is reported as the same name already.
    ...(hostName === earlier.domain.hostName && !sameZone
      ? taken(["domain", "hostName"], hostName, earlier)
      : []),
  ];
};
