import { oncePerPlan } from "../read/once-per-plan";
import { changesBehind, type Plan } from "../read/plan";
import { isEmpty, planned, prior, UNKNOWN } from "../read/planned-value";
import type { ResourceChange } from "../read/resource-change";
import { attachesPolicy } from "../read/resource-type";
import { policiesOf } from "./policies-of";
import type { Policy } from "./policy";

type Side = "before" | "after";

/** What a role of one account is found by: policies name their role, and another account's may have the same name. */
type RoleKey = string;

/**
 * What each role that carries the identity policy may do now, by all its policies that this plan knows: a statement that moves
 * from one of them to another gives the role nothing. Undefined where the policy is, or may be, carried by something that this
 * plan does not show; an empty list where no role carries it.
 */
export function carriersNow(change: ResourceChange, plan: Plan): readonly Policy[] | undefined {
  return policiesOfRoles(change, plan, "before");
}

/** What each role that carries the policy may do after the apply; undefined as for {@link carriersNow}. */
export function carriersAfter(change: ResourceChange, plan: Plan): readonly Policy[] | undefined {
  return policiesOfRoles(change, plan, "after");
}

/** All that the plan's own policies let the role of that name do after the apply. One that cannot be read says nothing. */
export function roleAfter(role: unknown, of: ResourceChange, plan: Plan): Policy {
  const key = roleKey(role, of, plan);
  const policy = (key !== undefined && policiesByRole.after(plan).get(key)) || [];
  return policy.length > mostStatements ? [] : policy;
}

/** The policy of this plan that an attachment names; undefined when it is another's, or cannot be known. */
export function policyOfAttachment(
  attachment: ResourceChange,
  plan: Plan,
  side: Side,
): ResourceChange | undefined {
  const arn =
    side === "before" ? prior(attachment, "policy_arn") : planned(attachment, "policy_arn");
  if (arn !== UNKNOWN) return policyByArn(plan).get(arn);
  const [policy, ...others] = changesBehind(plan, attachment, "policy_arn") ?? [];
  return policy?.type === "aws_iam_policy" && others.length === 0 ? policy : undefined;
}

/** Whether a role that stands already carries the policy after the apply, as far as this plan shows. */
export function comesToStandingRole(policy: ResourceChange, plan: Plan): boolean {
  const standing = standingRoles(plan);
  return (attachmentsByPolicy(plan).get(policy) ?? []).some((attachment) => {
    const role = planned(attachment, "role");
    if (role === UNKNOWN) {
      const behind = changesBehind(plan, attachment, "role") ?? [];
      return behind.some(({ type, before }) => type === "aws_iam_role" && before !== undefined);
    }
    const key = roleKey(role, attachment, plan);
    return key !== undefined && standing.has(key);
  });
}

/** More than fit into all policies that a role may have. Each would be compared with each. */
const mostStatements = 1_000;

function policiesOfRoles(
  change: ResourceChange,
  plan: Plan,
  side: Side,
): readonly Policy[] | undefined {
  const policies = rolesOf(change, plan)?.map((role) => policiesByRole[side](plan).get(role) ?? []);
  return policies?.some(({ length }) => length > mostStatements) ? undefined : policies;
}

function rolesOf(change: ResourceChange, plan: Plan): readonly RoleKey[] | undefined {
  switch (change.type) {
    case "aws_iam_role_policy":
      return allOrNone([roleKey(planned(change, "role"), change, plan)]);
    case "aws_iam_role":
      return allOrNone([roleKey(prior(change, "name"), change, plan)]);
    case "aws_iam_policy":
      return rolesWithPolicy(change, plan);
    default:
      return undefined;
  }
}

/** IAM itself counts who carries a policy: whoever is not in this plan is missed in the sum. */
function rolesWithPolicy(policy: ResourceChange, plan: Plan): readonly RoleKey[] | undefined {
  const attachments = attachmentsByPolicy(plan).get(policy) ?? [];
  if (attachments.some(({ type }) => type !== "aws_iam_role_policy_attachment")) return undefined;
  if (isBoundary(policy, plan)) return undefined;
  const standing = attachments.filter(({ before }) => before !== undefined);
  const known = new Set(standing.map((one) => roleKey(prior(one, "role"), one, plan))).size;
  const count = policy.before === undefined ? 0 : prior(policy, "attachment_count");
  if (count !== known) return undefined;
  const roles = attachments.flatMap((one) => [
    ...(one.before ? [roleKey(prior(one, "role"), one, plan)] : []),
    ...(one.after ? [roleKey(planned(one, "role"), one, plan)] : []),
  ]);
  return allOrNone(roles);
}

/** Where a policy is the most that a role may do, whatever comes into it comes to what the role's other policies say. */
function isBoundary(policy: ResourceChange, plan: Plan): boolean {
  const arn = prior(policy, "arn");
  return boundaries(plan).has(arn) || boundaries(plan).has(UNKNOWN);
}

const boundaries = oncePerPlan(
  (plan) =>
    new Set(
      plan.changes
        .filter(({ type }) => type === "aws_iam_role" || type === "aws_iam_user")
        .flatMap((one) => [
          prior(one, "permissions_boundary"),
          planned(one, "permissions_boundary"),
        ])
        .filter((arn) => !isEmpty(arn)),
    ),
);

function allOrNone(roles: readonly (RoleKey | undefined)[]): readonly RoleKey[] | undefined {
  const known = new Set(roles);
  return known.has(undefined) ? undefined : ([...known] as RoleKey[]);
}

function roleKey(role: unknown, of: ResourceChange, plan: Plan): RoleKey | undefined {
  if (typeof role !== "string" || role === "") return undefined;
  return `${plan.configuration.provider(of.block) ?? ""} ${role}`;
}

const standingRoles = oncePerPlan(
  (plan) =>
    new Set(
      plan.changes
        .filter(({ type, before }) => type === "aws_iam_role" && before !== undefined)
        .map((role) => roleKey(prior(role, "name"), role, plan)),
    ),
);

const attachmentsByPolicy = oncePerPlan((plan) => {
  const byPolicy = new Map<ResourceChange, ResourceChange[]>();
  for (const attachment of plan.changes.filter(({ type }) => attachesPolicy(type))) {
    const sides = (["before", "after"] as const).filter((side) => attachment[side]);
    const policies = sides.map((side) => policyOfAttachment(attachment, plan, side));
    for (const policy of new Set(policies)) {
      const known = policy && byPolicy.get(policy);
      if (known) known.push(attachment);
      else if (policy) byPolicy.set(policy, [attachment]);
    }
  }
  return byPolicy as ReadonlyMap<ResourceChange, readonly ResourceChange[]>;
});

const policyByArn = oncePerPlan(
  (plan): ReadonlyMap<unknown, ResourceChange> =>
    new Map(
      plan.changes
        .filter((one) => one.type === "aws_iam_policy" && !one.isDeposed && !one.isData)
        .filter((one) => !isEmpty(prior(one, "arn")))
        .map((one) => [prior(one, "arn"), one]),
    ),
);

const policiesByRole = { before: oncePerPlan(on("before")), after: oncePerPlan(on("after")) };

function on(side: Side) {
  return (plan: Plan): ReadonlyMap<RoleKey, Policy> => {
    const byRole = new Map<RoleKey, Policy[number][]>();
    for (const change of plan.changes) {
      if (change.isData || change.isDeposed || change[side] === undefined) continue;
      const attribute = roleAttributeByType[change.type];
      if (attribute === undefined) continue;
      const get = side === "before" ? prior : planned;
      const role = roleKey(get(change, attribute), change, plan);
      const holder = attachesPolicy(change.type) ? policyOfAttachment(change, plan, side) : change;
      if (role === undefined || holder?.[side] === undefined) continue;
      if (side === "after" && change.type === "aws_iam_role" && !writesInline(change, plan))
        continue;
      const said = policiesOf(holder, plan)
        .filter(({ kind }) => kind === "identity")
        .flatMap((policy) => policy[side] ?? []);
      const all = byRole.get(role);
      if (all) all.push(...said);
      else byRole.set(role, [...said]);
    }
    return byRole;
  };
}

/** The provider also lists there, as they are now, the policies that are objects of their own and may go. */
function writesInline(role: ResourceChange, plan: Plan): boolean {
  return Object.hasOwn(plan.configuration.expressions(role.block) ?? {}, "inline_policy");
}

const roleAttributeByType: Readonly<Record<string, string>> = {
  aws_iam_role: "name",
  aws_iam_role_policy: "role",
  aws_iam_role_policy_attachment: "role",
};
