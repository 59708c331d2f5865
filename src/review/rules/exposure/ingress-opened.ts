import { isOwnServiceToDatabase } from "../../network/own-service";
import { describeTraffic, groupOf, isPublicPeer, newTraffic } from "../../network/security-group";
import { isWritten } from "../../read/resource-change";
import { note, type Observation, type Rule, refuse } from "../rule";

/** Somebody gets in who did not: a new rule, or one that is wider than before. */
export const ingressOpened: Rule = {
  name: "ingress-opened",
  class: "exposure",
  why: "A security group is the wall around what stands behind it; whoever is let in can try every password and every hole.",
  advice:
    "Name the group or the addresses that need it, and the one port. A database is reached by its service alone.",
  check(change, plan): readonly Observation[] {
    if (!isWritten(change)) return [];
    const traffic = newTraffic(change, plan, "ingress");
    if (traffic.length === 0) return [];
    const group = groupOf(change, plan);
    return traffic
      .filter((one) => isPublicPeer(one) || !group.isNew)
      .map((one) => {
        const what = `lets in ${describeTraffic(one)}, to ${group.name}`;
        if (!isOwnServiceToDatabase(change, one, plan)) return refuse(what);
        return note(`${what}: only the service that this plan makes`);
      });
  },
};
