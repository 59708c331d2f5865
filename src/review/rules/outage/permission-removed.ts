import { type Grant, says, widening } from "../../iam/compare";
import { describeGrants } from "../../iam/describe-grant";
import { policiesOf } from "../../iam/policies-of";
import { roleGoes } from "../../iam/role-goes";
import { carriersAfter, roleAfter } from "../../iam/role-policies";
import { textOf } from "../../read/plain-value";
import type { Plan } from "../../read/plan";
import { isEmpty, planned, prior } from "../../read/planned-value";
import type { ResourceChange } from "../../read/resource-change";
import { note, type Observation, type Rule, refuse } from "../rule";
import { inWords } from "../words";

/** What a role's own policy allowed, it may not do any more: because the policy goes, or is narrower. */
export const permissionRemoved: Rule = {
  name: "permission-removed",
  class: "outage",
  why: "What works by the role is refused from the next call on: images are not pulled, secrets not read, releases not made.",
  advice: "Look into CloudTrail whether the permission was used. If it was, keep it.",
  kinds: new Set(["aws_iam_role_policy", "aws_iam_role", "aws_iam_policy"]),
  check(change, plan): readonly Observation[] {
    if (change.action === "no-op" || change.action === "forget" || change.before === undefined) {
      return [];
    }
    switch (change.type) {
      case "aws_iam_role_policy":
        return ofRole(change, plan);
      case "aws_iam_role":
        return change.action === "update" ? [...inPlace(change, plan), ...bounded(change)] : [];
      case "aws_iam_policy":
        return change.action === "delete" ? [] : inPlace(change, plan);
      default:
        return [];
    }
  },
};

/** Where there was no boundary: all that the new one does not allow, no policy can give any more. */
function bounded(change: ResourceChange): readonly Observation[] {
  const [was, will] = [
    prior(change, "permissions_boundary"),
    planned(change, "permissions_boundary"),
  ];
  if (!isEmpty(was) || isEmpty(will)) return [];
  return [refuse(`may do only what its new permissions boundary allows too: ${inWords(will)}`)];
}

/** An inline policy that is a resource of its own: all policies of its role together say what the role may do. */
function ofRole(change: ResourceChange, plan: Plan): readonly Observation[] {
  const role = prior(change, "role");
  if (roleGoes(role, plan)) return []; // reported with the role
  const [policy] = policiesOf(change, plan);
  const stays = change.after !== undefined && planned(change, "role") === role;
  if (stays) return inPlace(change, plan);
  const lost = widening(roleAfter(role, change, plan), policy?.before ?? []).allowed;
  if (lost.length > 0) return [refuse(`${textOf(role)} may no longer use ${describeGrants(lost)}`)];
  return policy?.before.length
    ? []
    : [refuse(`${textOf(role)} loses a policy that cannot be read`)];
}

function inPlace(change: ResourceChange, plan: Plan): readonly Observation[] {
  const carriers = carriersAfter(change, plan) ?? [];
  return policiesOf(change, plan).flatMap(({ where, kind, before, after }) => {
    if (kind !== "identity" || after === undefined) return [];
    const { allowed, undenied } = widening(after, before);
    const isKept = (grant: Grant) =>
      carriers.length > 0 && carriers.every((may) => says(may, grant));
    const lost = allowed.filter((grant) => !isKept(grant));
    const found: Observation[] = [];
    if (lost.length > 0) {
      const isAll = !after.some(({ effect }) => effect === "Allow");
      const say = isAll ? refuse : note;
      found.push(say(`\`${where}\` no longer allows ${describeGrants(lost)}`));
    }
    if (undenied.length > 0)
      found.push(note(`\`${where}\` now denies ${describeGrants(undenied)}`));
    return found;
  });
}
