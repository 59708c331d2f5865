import { groupBy } from "../../group-by";
import { widening } from "../../iam/compare";
import { describeGrants } from "../../iam/describe-grant";
import { type PolicyChange, policiesOf } from "../../iam/policies-of";
import type { Policy } from "../../iam/policy";
import { roleGoes } from "../../iam/role-of-policy";
import { oncePerPlan } from "../../read/once-per-plan";
import { textOf } from "../../read/plain-value";
import type { Plan } from "../../read/plan";
import { planned, prior } from "../../read/planned-value";
import type { ResourceChange } from "../../read/resource-change";
import { note, type Observation, type Rule, refuse } from "../rule";

/** What a role's own policy allowed, it may not do any more: because the policy goes, or is narrower. */
export const permissionRemoved: Rule = {
  name: "permission-removed",
  class: "outage",
  why: "What works by the role is refused from the next call on: images are not pulled, secrets not read, releases not made.",
  advice: "Look into CloudTrail whether the permission was used. If it was, keep it.",
  check(change, plan): readonly Observation[] {
    if (change.action === "no-op" || change.action === "forget" || change.before === undefined) {
      return [];
    }
    switch (change.type) {
      case "aws_iam_role_policy":
        return ofRole(change, plan);
      case "aws_iam_role":
        return change.action === "update" ? policiesOf(change, plan).flatMap(inPlace) : [];
      case "aws_iam_policy":
        return change.action === "delete" ? [] : policiesOf(change, plan).flatMap(inPlace);
      case "aws_iam_user_policy":
      case "aws_iam_group_policy":
        return change.action === "delete" ? [note("people lose what this policy allows")] : [];
      default:
        return [];
    }
  },
};

/** An inline policy that is a resource of its own: all policies of its role together say what the role may do. */
function ofRole(change: ResourceChange, plan: Plan): readonly Observation[] {
  const role = prior(change, "role");
  if (roleGoes(role, plan)) return []; // told of the role
  const [policy] = policiesOf(change, plan);
  const stays = change.after !== undefined && planned(change, "role") === role;
  if (stays) return policy ? inPlace(policy) : [];
  const lost = widening(policiesAfter(plan).get(role) ?? [], policy?.before ?? []).allowed;
  if (lost.length > 0) return [refuse(`${textOf(role)} may no longer ${describeGrants(lost)}`)];
  return policy?.before.length
    ? []
    : [refuse(`${textOf(role)} loses a policy that cannot be read`)];
}

function inPlace({ where, kind, before, after }: PolicyChange): readonly Observation[] {
  if (kind !== "identity" || after === undefined) return [];
  const { allowed, undenied } = widening(after, before);
  const found: Observation[] = [];
  if (allowed.length > 0) {
    const isAll = !after.some(({ effect }) => effect === "Allow");
    const say = isAll ? refuse : note;
    found.push(say(`\`${where}\` no longer allows ${describeGrants(allowed)}`));
  }
  if (undenied.length > 0) found.push(note(`\`${where}\` now denies ${describeGrants(undenied)}`));
  return found;
}

/** All that the plan's own policies of each role say afterwards. One that cannot be read says nothing. */
const policiesAfter = oncePerPlan((plan): ReadonlyMap<unknown, Policy> => {
  const left = plan.changes.filter((one) => one.type === "aws_iam_role_policy" && one.after);
  const byRole = groupBy(left, (one) => planned(one, "role"));
  return new Map(
    [...byRole].map(([role, policies]) => [
      role,
      policies.flatMap((one) => policiesOf(one, plan).flatMap(({ after }) => after ?? [])),
    ]),
  );
});
