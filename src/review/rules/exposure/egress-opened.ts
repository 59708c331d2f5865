import { describeTraffic, groupOf, isPublicPeer, newTraffic } from "../../network/security-group";
import { isWritten } from "../../read/resource-change";
import { note, type Observation, type Rule, refuse } from "../rule";

/** What stands behind a group may call out to where it could not: the route that stolen data takes. */
export const egressOpened: Rule = {
  name: "egress-opened",
  class: "exposure",
  why: "Whoever breaks into a task can send away what it finds, and fetch what helps.",
  advice: "Name the endpoints' groups, prefix lists or addresses that the service needs.",
  check(change, plan): readonly Observation[] {
    if (!isWritten(change)) return [];
    const traffic = newTraffic(change, plan, "egress").filter(
      (one) => isPublicPeer(one) && one.peer.kind !== "prefix list",
    );
    if (traffic.length === 0) return [];
    const group = groupOf(change, plan);
    const say = group.isNew ? note : refuse;
    return traffic.map((one) => say(`lets out ${describeTraffic(one)}, from ${group.name}`));
  },
};
