import { groupBy } from "../group-by";
import { oncePerPlan } from "../read/once-per-plan";
import { numberOf } from "../read/plain-value";
import { changesBehind, type Plan } from "../read/plan";
import { listOf, member, planned, prior, UNKNOWN } from "../read/planned-value";
import type { ResourceChange } from "../read/resource-change";
import { singlePeer } from "./peer";
import { type Traffic, traffic } from "./traffic";

/** One line of a network ACL: the lowest number that fits decides. */
export interface AclEntry {
  readonly number: number;
  readonly isAllowed: boolean;
  readonly traffic: Traffic;
}

const aclTypes = new Set(["aws_network_acl", "aws_default_network_acl"]);

/** What the object itself says now. */
export function entriesNow(change: ResourceChange, plan: Plan): readonly AclEntry[] {
  return change.before === undefined ? [] : entriesOf(change, plan, prior);
}

/** What it would say after the apply. What is not known yet is allowed, to all, first of all. */
export function entriesPlanned(change: ResourceChange, plan: Plan): readonly AclEntry[] {
  return change.after === undefined ? [] : entriesOf(change, plan, planned);
}

/** A whole ACL, however many objects it is written in. */
export interface NetworkAcl {
  readonly now: readonly AclEntry[];
  readonly after: readonly AclEntry[];
  /** This plan makes it. */
  readonly isNew: boolean;
  /** This plan takes it away. */
  readonly isGone: boolean;
}

/** AWS lets an ACL have 40 lines in each direction, and IPv6 as many. */
const mostEntries = 400;

/** The ACL that the change is about; undefined when it has more lines than AWS lets anybody have. */
export function aclOf(change: ResourceChange, plan: Plan): NetworkAcl | undefined {
  const id = aclId(change);
  const objects = typeof id === "string" ? (objectsByAcl(plan).get(id) ?? []) : [change];
  if (objects.length > mostEntries) return undefined;
  const made = aclTypes.has(change.type) ? [change] : changesBehind(plan, change, "network_acl_id");
  const now = objects.flatMap((one) => entriesNow(one, plan));
  const after = objects.flatMap((one) => entriesPlanned(one, plan));
  if (now.length > mostEntries || after.length > mostEntries) return undefined;
  return {
    now,
    after,
    isNew: made?.every(({ action }) => action === "create") ?? false,
    isGone: objects.some(({ type, action }) => aclTypes.has(type) && action === "delete"),
  };
}

type Read = (change: ResourceChange, name: string) => unknown;

function entriesOf(change: ResourceChange, plan: Plan, read: Read): readonly AclEntry[] {
  if (change.type === "aws_network_acl_rule") {
    const get = (name: string) => read(change, name);
    const direction = get("egress") === true ? "egress" : "ingress";
    return [entry(direction, get, get("rule_action"), get("rule_number"))];
  }
  if (!aclTypes.has(change.type)) return [];
  // A list that the configuration does not set repeats what the rule resources say.
  const directions = (["ingress", "egress"] as const).filter((direction) =>
    plan.configuration.sets(change.block, direction),
  );
  return directions.flatMap((direction) =>
    listOf(read(change, direction)).map((block) => {
      const get = (name: string) => (block === UNKNOWN ? UNKNOWN : member(block, name));
      return entry(direction, get, get("action"), get("rule_no"));
    }),
  );
}

function entry(
  direction: Traffic["direction"],
  get: (name: string) => unknown,
  action: unknown,
  number: unknown,
): AclEntry {
  const isAllowed = typeof action !== "string" || action.toLowerCase() !== "deny";
  const names: Readonly<Record<string, string>> = {
    cidr_ipv4: "cidr_block",
    cidr_ipv6: "ipv6_cidr_block",
  };
  const peer = singlePeer((name) => names[name] && get(names[name]));
  return {
    number: numberOf(number) ?? (isAllowed ? 0 : Number.POSITIVE_INFINITY),
    isAllowed,
    traffic: traffic(direction, get, get("protocol"), peer),
  };
}

function aclId(change: ResourceChange): unknown {
  const name = aclTypes.has(change.type) ? "id" : "network_acl_id";
  return prior(change, name) ?? planned(change, name);
}

const objectsByAcl = oncePerPlan((plan) =>
  groupBy(
    plan.changes.filter(({ type }) => aclTypes.has(type) || type === "aws_network_acl_rule"),
    aclId,
  ),
);
