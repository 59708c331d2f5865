import { isOnNewHolder, movesToAnotherHolder } from "../../iam/holder";
import { comesToStandingRole } from "../../iam/role-policies";
import { textOf } from "../../read/plain-value";
import { changesBehind, changesWhatStands, type Plan } from "../../read/plan";
import { isEmpty, listOf, planned, prior, UNKNOWN } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { attachesPolicy } from "../../read/resource-type";
import { note, type Observation, type Rule, refuse } from "../rule";
import { inWords } from "../words";

/**
 * A role, user or group gets a policy that is kept elsewhere, so its text is not in this change; `named` are the groups and roles to
 * which the environment's file gives one.
 */
export const managedPolicyAttached = (named: ReadonlySet<string> = new Set()): Rule => ({
  name: "managed-policy-attached",
  class: "privilege",
  why: "One line gives all that the policy allows, now and after whoever owns it has changed it.",
  advice: "Write the few permissions that are needed into the role's own policy.",
  check(change, plan): readonly Observation[] {
    if (!isWritten(change)) return [];
    if (attachesPolicy(change.type)) {
      return judge(change, plan, "policy_arn", [planned(change, "policy_arn")], named);
    }
    if (
      change.type !== "aws_iam_role" ||
      !plan.configuration.sets(change.block, "managed_policy_arns")
    ) {
      return [];
    }
    const now = new Set(listOf(prior(change, "managed_policy_arns")));
    const added = listOf(planned(change, "managed_policy_arns")).filter((arn) => !now.has(arn));
    return judge(change, plan, "managed_policy_arns", added, named);
  },
});

function judge(
  change: ResourceChange,
  plan: Plan,
  attribute: string,
  policies: readonly unknown[],
  named: ReadonlySet<string>,
): readonly Observation[] {
  const isNew = isOnNewHolder(change, plan);
  return policies
    .filter((policy) => movesToAnotherHolder(change) || prior(change, attribute) !== policy)
    .flatMap((policy) => {
      const own = policy === UNKNOWN ? madeHere(change, plan, attribute) : undefined;
      if (isNew && (own !== undefined || isServiceRole(policy))) return [];
      if (own !== undefined) {
        const what = `attaches the policy ${own.address}, which this plan makes`;
        // To a role of this plan its text is judged as what the role gets.
        const isJudged = comesToStandingRole(own, plan) || !changesWhatStands(plan);
        return isJudged || named.has(holderOf(change))
          ? [note(what)]
          : [refuse(`${what}, to ${inWords(holderOf(change))}, which it does not make`)];
      }
      return [refuse(`attaches the policy ${inWords(policy)}`)];
    });
}

/** `group/NAME`, as the ARN of whoever gets the policy ends. */
function holderOf(change: ResourceChange): string {
  const [kind = "", name] =
    ["group", "role", "user"]
      .map((one) => [one, planned(change, one)] as const)
      .find(([, value]) => !isEmpty(value)) ?? [];
  return typeof name === "string" ? `${kind}/${name}` : "";
}

/** The policy that this same plan makes; undefined when it may be another. */
function madeHere(
  change: ResourceChange,
  plan: Plan,
  attribute: string,
): ResourceChange | undefined {
  const policies = changesBehind(plan, change, attribute) ?? [];
  const isOwn = policies.every(
    ({ type, action }) => type === "aws_iam_policy" && action === "create",
  );
  return isOwn ? policies[0] : undefined;
}

/** AWS's narrow ones are known. */
function isServiceRole(policy: unknown): boolean {
  return /^arn:[\w-]+:iam::aws:policy\/service-role\/\w+$/.test(textOf(policy));
}
