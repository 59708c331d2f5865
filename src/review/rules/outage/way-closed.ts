import { describeTraffic, groupOf, isPublicPeer, trafficAfter } from "../../network/security-group";
import { letsThrough, trafficNow } from "../../network/traffic";
import { goesAway, note, type Observation, type Rule, refuse } from "../rule";

/** A security group no longer lets through what it did. */
export const wayClosed: Rule = {
  name: "way-closed",
  class: "outage",
  why: "Between load balancer, service and database each rule is the only way: without it requests time out.",
  advice: "If the way is still used, keep the rule until its successor stands.",
  check(change, plan): readonly Observation[] {
    if (change.before === undefined || change.action === "no-op") return [];
    if (!goesAway(change) && change.action !== "update") return [];
    const after = trafficAfter(change, plan);
    const lost = trafficNow(change).filter((now) => !after.some((one) => letsThrough(one, now)));
    if (lost.length === 0) return [];
    const { name } = groupOf(change, plan);
    return lost.map((one) => {
      // Private addresses are people's, who will say so; the public, a group and a service of AWS are the application's life.
      const isPrivateRange = one.peer.kind === "range" && !isPublicPeer(one);
      const say = isPrivateRange ? note : refuse;
      return say(`no longer lets through ${describeTraffic(one)}, at ${name}`);
    });
  },
};
