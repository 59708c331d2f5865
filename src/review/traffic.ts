import type { Plan } from "./read/plan";
import { listOf, planned, prior, textsOf, UNKNOWN } from "./read/planned-value";
import { blockKey, type ResourceChange } from "./read/resource-change";

/** Traffic that a security group rule permits, now or after the apply. */
export interface Connection {
  /** A part of the environment (`service`), a range, or the id or address of another's group or list. */
  readonly from: string;
  readonly to: string;
  /** Port, or the first and the last, and the protocol where it is not TCP. */
  readonly port: string;
  /** What the plan does to it; undefined where it stays. */
  readonly fate: "opened" | "closed" | "changed" | undefined;
}

// What the groups of each part of the path are attached by.
const attachments = [
  ["load balancer", "aws_lb", ["security_groups"]],
  ["service", "aws_ecs_service", ["network_configuration", 0, "security_groups"]],
  ["database", "aws_db_instance", ["vpc_security_group_ids"]],
] as const;

/** Every connection that the rules of the plan permit, each once. */
export function connectionsOf(plan: Plan): readonly Connection[] {
  const tiers = tiersByGroup(plan);
  const found = plan.changes.flatMap((change): readonly Connection[] => {
    const direction = /^aws_vpc_security_group_(ingress|egress)_rule$/.exec(change.type)?.[1];
    if (direction === undefined) return [];
    const own = endOf(change, plan, tiers, ["security_group_id"]);
    const other = endOf(change, plan, tiers, [
      "cidr_ipv4",
      "cidr_ipv6",
      "prefix_list_id",
      "referenced_security_group_id",
    ]);
    if (own === undefined || other === undefined) return [];
    const [from, to] = direction === "ingress" ? [other, own] : [own, other];
    return [{ from, to, port: portOf(change), fate: fateOf(change) }];
  });
  const keyOf = ({ from, to, port }: Connection) => JSON.stringify([from, to, port]);
  return [...new Map(found.map((one) => [keyOf(one), one])).values()].slice(0, mostConnections);
}

/** More than this make no picture. */
const mostConnections = 200;

function fateOf({ action }: ResourceChange): Connection["fate"] {
  if (action === "no-op") return undefined;
  return action === "create" ? "opened" : action === "delete" ? "closed" : "changed";
}

function portOf(change: ResourceChange): string {
  const value = (name: string) => {
    const will = change.after ? planned(change, name) : prior(change, name);
    if (will === null || will === undefined) return "";
    return typeof will === "string" || typeof will === "number" ? String(will) : "?";
  };
  const [first, last, protocol] = [value("from_port"), value("to_port"), value("ip_protocol")];
  if (protocol === "-1") return "all";
  return `${first === last || last === "" ? first : `${first}-${last}`}${protocol === "tcp" ? "" : `/${protocol}`}`;
}

/** What the first of the attributes that is set names: the part that a group belongs to, or the value, or the block it is read from. */
function endOf(
  change: ResourceChange,
  plan: Plan,
  tiers: ReadonlyMap<string, string>,
  names: readonly string[],
): string | undefined {
  for (const name of names) {
    const value = change.after ? planned(change, name) : prior(change, name);
    const [reference] = plan.configuration.references(change.block, name);
    const block = reference?.replace(/\.(?:id|security_group_id)$/, "");
    const known = typeof value === "string" && value !== "" ? value : undefined;
    const end =
      tiers.get(known ?? "") ??
      tiers.get(block ?? "") ??
      known ??
      (value === UNKNOWN ? block : undefined);
    if (end !== undefined) return end;
  }
  return undefined;
}

/** Which part of the environment a security group is attached to, by the group's address and by its id. */
function tiersByGroup(plan: Plan): ReadonlyMap<string, string> {
  const tiers = new Map<string, string>();
  for (const [tier, type, path] of attachments) {
    for (const change of plan.changes.filter((one) => one.type === type && !one.isData)) {
      const references = plan.configuration.references(change.block, ...path);
      for (const reference of references) tiers.set(reference.replace(/\.id$/, ""), tier);
      const ids = [
        ...textsOf(listOf(planned(change, ...path))),
        ...textsOf(listOf(prior(change, ...path))),
      ];
      for (const id of ids) tiers.set(id, tier);
    }
  }
  for (const group of plan.changes.filter(({ type }) => type === "aws_security_group")) {
    const id = prior(group, "id");
    const tier = tiers.get(blockKey(group.block)) ?? tiers.get(typeof id === "string" ? id : "");
    if (tier !== undefined) {
      tiers.set(blockKey(group.block), tier);
      if (typeof id === "string") tiers.set(id, tier);
    }
  }
  return tiers;
}
