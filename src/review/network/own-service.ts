import { postgresPort } from "../../contract/names";
import { oncePerPlan } from "../read/once-per-plan";
import { changesBehind, type Plan } from "../read/plan";
import { hasUnknown, planned } from "../read/planned-value";
import type { ResourceChange } from "../read/resource-change";
import { groupPlaces } from "./attached-groups";
import type { Traffic } from "./traffic";

/**
 * Whether the rule lets nobody in but a service that this same plan makes, to a database that is there already: by PostgreSQL's
 * port alone, from a group that nothing but that service is in, and which may itself go out by that port to that group. It is the
 * rule that the module makes beside an existing database, and nothing that runs today gets in by it. What listens on another port
 * of a group that others made is not in the plan.
 */
export function isOwnServiceToDatabase(
  rule: ResourceChange,
  { protocol, fromPort, toPort, peer: who }: Traffic,
  plan: Plan,
): boolean {
  if (rule.type !== "aws_vpc_security_group_ingress_rule" || rule.action !== "create") return false;
  if (protocol !== "tcp" || fromPort !== postgresPort || toPort !== postgresPort) return false;
  if (who.kind !== "group") return false;
  const peer = onlyGroup(rule, "referenced_security_group_id", plan);
  if (peer?.action !== "create") return false;
  const members = membersByGroup(plan).get(peer) ?? [];
  return (
    members.length > 0 &&
    members.every(({ type, action }) => type === "aws_ecs_service" && action === "create") &&
    mayGoOut(peer, planned(rule, "security_group_id"), plan)
  );
}

/** The one group of this plan that the attribute refers to. */
function onlyGroup(
  change: ResourceChange,
  attribute: string,
  plan: Plan,
): ResourceChange | undefined {
  const [group, ...others] = changesBehind(plan, change, attribute) ?? [];
  return group?.type === "aws_security_group" && others.length === 0 ? group : undefined;
}

/** Whether the plan makes the other end of the connection: out of that group, to the group of the database. */
function mayGoOut(from: ResourceChange, databaseGroup: unknown, plan: Plan): boolean {
  if (typeof databaseGroup !== "string") return false;
  return plan.changes.some(
    (rule) =>
      rule.type === "aws_vpc_security_group_egress_rule" &&
      rule.action === "create" &&
      onlyGroup(rule, "security_group_id", plan) === from &&
      planned(rule, "referenced_security_group_id") === databaseGroup &&
      planned(rule, "ip_protocol") === "tcp" &&
      planned(rule, "from_port") === postgresPort &&
      planned(rule, "to_port") === postgresPort,
  );
}

/**
 * What is in each group that this plan makes: all that refers to it, rules of groups left out, and whatever is in a group that
 * cannot be followed, which may be any of them.
 */
const membersByGroup = oncePerPlan((plan) => {
  const made = plan.changes.filter(
    ({ type, action }) => type === "aws_security_group" && action === "create",
  );
  const others = plan.changes.filter(
    ({ type, isData }) => !isData && !/^aws_(vpc_)?security_group/.test(type),
  );
  const unfollowed = others.filter((one) => isInUnknownGroup(one, plan));
  return new Map(
    made.map((group) => {
      const name = `${group.block.type}.${group.block.name}`;
      const named = others.filter((one) =>
        refersTo(plan.configuration.expressions(one.block), name),
      );
      return [group, [...named, ...unfollowed]];
    }),
  );
});

function isInUnknownGroup(change: ResourceChange, plan: Plan): boolean {
  return groupPlaces.some(
    (path) =>
      hasUnknown(planned(change, ...path)) && changesBehind(plan, change, ...path) === undefined,
  );
}

/** Whether any expression within refers to the block, in whichever module that name stands: too many rather than too few. */
function refersTo(expression: unknown, block: string): boolean {
  if (typeof expression === "string") return expression === block;
  if (typeof expression !== "object" || expression === null) return false;
  return Object.values(expression).some((inner) => refersTo(inner, block));
}
