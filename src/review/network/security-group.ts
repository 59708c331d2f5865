import { groupBy } from "../group-by";
import { oncePerPlan } from "../read/once-per-plan";
import { areMade, changesBehind, type Plan } from "../read/plan";
import { planned, prior } from "../read/planned-value";
import type { ResourceChange } from "../read/resource-change";
import { isPublicRange } from "./cidr";
import { letsThrough, type Traffic, trafficNow, trafficPlanned } from "./traffic";

const groupTypes = new Set(["aws_security_group", "aws_default_security_group"]);

/** Traffic that the change lets through and that its group, as it is now, does not. */
export function newTraffic(
  change: ResourceChange,
  plan: Plan,
  direction: Traffic["direction"],
): readonly Traffic[] {
  const after = trafficPlanned(change, plan).filter((one) => one.direction === direction);
  if (after.length === 0) return after;
  const now = ofGroup(trafficNow(change), change, plan, "now");
  return after.filter((traffic) => !now.some((one) => letsThrough(one, traffic)));
}

/** More than AWS lets a group have: each would be compared with each, so nothing is taken for let through already. */
const mostRules = 1_000;

function ofGroup(own: readonly Traffic[], ...of: Parameters<typeof trafficOfGroup>) {
  const group = trafficOfGroup(...of);
  return own.length > mostRules || group.length > mostRules ? [] : [...own, ...group];
}

/** What the group would let through after the apply, this change included. */
export function trafficAfter(change: ResourceChange, plan: Plan): readonly Traffic[] {
  return ofGroup(trafficPlanned(change, plan), change, plan, "planned");
}

/** What the group lets through while this object is deleted and not made again: by the rules that stay, or are made before they go. */
export function trafficMeanwhile(change: ResourceChange, plan: Plan): readonly Traffic[] {
  return ofGroup([], change, plan, "meanwhile");
}

/** Every rule of the same group, kept, new or going: together they are what the group lets through. */
function rulesBeside(change: ResourceChange, plan: Plan): readonly ResourceChange[] {
  const group = groupId(change);
  return typeof group === "string" ? (rulesByGroup(plan).get(group) ?? []) : [];
}

function groupId(change: ResourceChange): unknown {
  return prior(change, "security_group_id") ?? planned(change, "security_group_id");
}

/** The group in people's words, and whether this plan makes it: then nothing stands behind it yet. */
export function groupOf(change: ResourceChange, plan: Plan): { name: string; isNew: boolean } {
  if (groupTypes.has(change.type)) {
    return { name: change.address, isNew: change.action === "create" };
  }
  const groups = changesBehind(plan, change, "security_group_id");
  const id = groupId(change);
  return {
    name: groups?.[0]?.address ?? (typeof id === "string" ? id : "a group that is not known yet"),
    isNew: areMade(groups),
  };
}

/** `tcp on port 443 from 0.0.0.0/0`. */
export function describeTraffic(traffic: Traffic): string {
  const { direction, protocol, peer } = traffic;
  const what = protocol === "-1" ? "all traffic" : `${protocol} ${describePorts(traffic)}`;
  const who =
    peer.kind === "group"
      ? `group ${peer.name}`
      : peer.kind === "prefix list"
        ? `prefix list ${peer.name}`
        : peer.name;
  return `${what} ${direction === "ingress" ? "from" : "to"} ${who}`;
}

function describePorts({ protocol, fromPort, toPort }: Traffic): string {
  const isEvery = fromPort === 0 && toPort === 65_535;
  if (/^icmp/.test(protocol)) {
    const type = `of type ${Math.floor(fromPort / 256)}`;
    return isEvery
      ? "of every type"
      : fromPort === toPort
        ? `${type}, code ${fromPort % 256}`
        : type;
  }
  if (isEvery) return "on every port";
  return fromPort === toPort ? `on port ${fromPort}` : `on ports ${fromPort} to ${toPort}`;
}

/** Whether the other side may be on the Internet. What a prefix list holds is not in the plan. */
export function isPublicPeer({ peer }: Traffic): boolean {
  if (peer.kind === "range") return isPublicRange(peer.name);
  return peer.kind === "any" || peer.kind === "prefix list";
}

const rulesByGroup = oncePerPlan((plan) =>
  groupBy(
    plan.changes.filter(({ type }) => /security_group.*_rule$/.test(type)),
    groupId,
  ),
);

const trafficCaches = {
  now: new WeakMap<readonly ResourceChange[], readonly Traffic[]>(),
  planned: new WeakMap<readonly ResourceChange[], readonly Traffic[]>(),
  meanwhile: new WeakMap<readonly ResourceChange[], readonly Traffic[]>(),
};

/** What all rules of the group let through; read once for a group of thousands. */
function trafficOfGroup(
  change: ResourceChange,
  plan: Plan,
  when: keyof typeof trafficCaches,
): readonly Traffic[] {
  const rules = rulesBeside(change, plan);
  const cache = trafficCaches[when];
  const known = cache.get(rules);
  if (known) return known;
  const counted = when === "meanwhile" ? rules.filter(staysMeanwhile) : rules;
  const traffic = counted.flatMap((rule) =>
    when === "now" ? trafficNow(rule) : trafficPlanned(rule, plan),
  );
  cache.set(rules, traffic);
  return traffic;
}

function staysMeanwhile({ before, action, actions }: ResourceChange): boolean {
  return (
    before !== undefined && (action === "no-op" || action === "update" || actions[0] === "create")
  );
}
