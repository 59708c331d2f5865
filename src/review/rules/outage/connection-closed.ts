import { groupsMoved } from "../../network/attached-groups";
import {
  describeTraffic,
  groupOf,
  isPublicPeer,
  trafficAfter,
  trafficMeanwhile,
} from "../../network/security-group";
import { letsThrough, type Traffic, trafficNow } from "../../network/traffic";
import type { Plan } from "../../read/plan";
import { planned, UNKNOWN } from "../../read/planned-value";
import { goesAway, type ResourceChange } from "../../read/resource-change";
import { note, type Observation, type Rule, refuse } from "../rule";

/** A security group no longer lets through what it did. */
export const connectionClosed: Rule = {
  name: "connection-closed",
  class: "outage",
  why: "Between load balancer, service and database each rule is the only connection: without it requests time out.",
  advice: "If the connection is still used, keep the rule until its successor stands.",
  check(change, plan): readonly Observation[] {
    if (change.before === undefined || change.action === "no-op") return [];
    if (!goesAway(change) && change.action !== "update") return [];
    const left = groupsMoved(change, plan).lost.map((group) =>
      refuse(`leaves the security group ${group}, and with it all that this group lets through`),
    );
    return [...left, ...closed(change, plan)];
  },
};

// Counted as wide where they open something: here they may as well be narrow.
const ranges = ["from_port", "to_port", "ip_protocol"];

function closed(change: ResourceChange, plan: Plan): readonly Observation[] {
  const after = trafficAfter(change, plan);
  const now = trafficNow(change);
  const mayNarrow = ranges.some(
    (name) => planned(change, name) === UNKNOWN && plan.configuration.sets(change.block, name),
  );
  if (mayNarrow && change.action === "update" && now.length > 0) {
    const what = now.map(describeTraffic).join("; ");
    return [refuse(`what it lets through is not known before the apply; now it is ${what}`)];
  }
  const lost = now.filter((one) => !isLetThrough(one, after));
  const between = change.actions[0] === "delete" ? trafficMeanwhile(change, plan) : after;
  const gap = now.filter((one) => !lost.includes(one) && !isLetThrough(one, between));
  if (lost.length + gap.length === 0) return [];
  const { name } = groupOf(change, plan);
  return [
    ...lost.map((one) => say(one, `no longer lets through ${describeTraffic(one)}, at ${name}`)),
    // Who is shut out for that moment by a private address will try again.
    ...(change.after ? [] : gap.filter((one) => !isOfPeople(one))).map((one) =>
      note(
        `deletes what lets through ${describeTraffic(one)}, at ${name}, while another rule for it is made: Terraform does the two in any order`,
      ),
    ),
    ...(change.after ? gap : []).map((one) =>
      say(
        one,
        `deletes, then creates again, what lets through ${describeTraffic(one)}, at ${name}: between the two nothing does, and it stays so if the second step fails`,
      ),
    ),
  ];
}

function isLetThrough(traffic: Traffic, by: readonly Traffic[]): boolean {
  return by.some((one) => letsThrough(one, traffic));
}

/** Behind a private range are mostly people, who notice and ask; the Internet, a group or a service of AWS is what the application itself depends on. */
function say(traffic: Traffic, what: string): Observation {
  return isOfPeople(traffic) ? note(what) : refuse(what);
}

function isOfPeople(traffic: Traffic): boolean {
  return traffic.peer.kind === "range" && !isPublicPeer(traffic);
}
