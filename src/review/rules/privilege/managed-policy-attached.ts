import { isOnNewHolder, movesToAnotherHolder } from "../../iam/holder";
import { textOf } from "../../read/plain-value";
import { changesReferredTo, type Plan } from "../../read/plan";
import { listOf, planned, prior, UNKNOWN } from "../../read/planned-value";
import type { ResourceChange } from "../../read/resource-change";
import { inWords } from "../guard";
import { isWritten, type Observation, type Rule, refuse } from "../rule";

/** A role, user or group gets a policy that is kept elsewhere, so its text is not in this change. */
export const managedPolicyAttached: Rule = {
  name: "managed-policy-attached",
  class: "privilege",
  why: "One line gives all that the policy allows, now and after whoever owns it has changed it.",
  advice: "Write the few permissions that are needed into the role's own policy.",
  check(change, plan): readonly Observation[] {
    if (!isWritten(change)) return [];
    if (/^aws_iam_(role_|user_|group_)?policy_attachment$/.test(change.type)) {
      return judge(change, plan, "policy_arn", [planned(change, "policy_arn")]);
    }
    if (
      change.type !== "aws_iam_role" ||
      !plan.configuration.sets(change.block, "managed_policy_arns")
    ) {
      return [];
    }
    const now = new Set(listOf(prior(change, "managed_policy_arns")));
    const added = listOf(planned(change, "managed_policy_arns")).filter((arn) => !now.has(arn));
    return judge(change, plan, "managed_policy_arns", added);
  },
};

function judge(
  change: ResourceChange,
  plan: Plan,
  attribute: string,
  policies: readonly unknown[],
): readonly Observation[] {
  const isNew = isOnNewHolder(change, plan);
  return policies
    .filter((policy) => movesToAnotherHolder(change) || prior(change, attribute) !== policy)
    .filter((policy) => !(isNew && isHarmless(policy, change, plan, attribute)))
    .map((policy) => refuse(`attaches the policy ${inWords(policy)}`));
}

/** On something new: a policy that this plan writes itself is judged by its text; AWS's narrow ones are known. */
function isHarmless(
  policy: unknown,
  change: ResourceChange,
  plan: Plan,
  attribute: string,
): boolean {
  if (policy === UNKNOWN) {
    const references = plan.configuration.references(change.block, attribute);
    return changesReferredTo(plan, change.block, references).some(
      ({ type }) => type === "aws_iam_policy",
    );
  }
  return /^arn:[\w-]+:iam::aws:policy\/service-role\/\w+$/.test(textOf(policy));
}
