import { groupBy } from "../../group-by";
import { widening } from "../../iam/compare";
import { policiesOf } from "../../iam/policies-of";
import { roleGoes } from "../../iam/role-goes";
import { policyOfAttachment, roleAfter } from "../../iam/role-policies";
import { oncePerPlan } from "../../read/once-per-plan";
import { textOf } from "../../read/plain-value";
import { changesReferredTo, type Plan } from "../../read/plan";
import { isEmpty, listOf, planned, prior, textsOf, UNKNOWN } from "../../read/planned-value";
import { goesAway, isWritten, type ResourceChange } from "../../read/resource-change";
import { attachesPolicy } from "../../read/resource-type";
import { note, type Observation, type Rule, refuse } from "../rule";
import { inWords } from "../words";

/** A policy that is kept elsewhere is taken from what has it, or goes itself. */
export const policyDetached: Rule = {
  name: "policy-detached",
  class: "outage",
  why: "What works by the role is refused all that the policy allowed, from the next call on.",
  advice: "Attach the policy that takes its place first.",
  check(change, plan): readonly Observation[] {
    if (change.before === undefined) return [];
    if (change.type === "aws_iam_policy") return policyGoes(change, plan);
    if (change.type === "aws_iam_role") return noLongerListed(change, plan);
    if (!attachesPolicy(change.type) || !(goesAway(change) || isWritten(change))) return [];
    const policy = inWords(prior(change, "policy_arn"));
    const lost = isKept(change, plan) ? lostHolders(change) : holders(change, "prior");
    return lost
      .filter(({ kind, name }) => kind !== "role" || !roleGoes(name, plan))
      .filter(({ kind, name }) => kind !== "role" || !isSaidElsewhere(change, name, plan))
      .map(({ kind, name }) => {
        const say = kind === "role" ? refuse : note;
        return say(`takes the policy ${policy} from the ${kind} ${name}`);
      });
  },
};

interface Holder {
  readonly kind: "role" | "user" | "group";
  readonly name: string;
}

function holders(change: ResourceChange, side: "prior" | "planned"): readonly Holder[] {
  const get = side === "prior" ? prior : planned;
  return (["role", "user", "group"] as const).flatMap((kind) =>
    [get(change, kind), ...listOf(get(change, `${kind}s`))]
      .filter((name) => typeof name === "string" && name !== "")
      .map((name) => ({ kind, name: textOf(name) })),
  );
}

function lostHolders(change: ResourceChange): readonly Holder[] {
  const kept = holders(change, "planned");
  return holders(change, "prior").filter(
    ({ kind, name }) => !kept.some((other) => other.kind === kind && other.name === name),
  );
}

/** The same policy, or the one that this plan makes in its place; what it says is judged with it. */
function isKept(change: ResourceChange, plan: Plan): boolean {
  if (!isWritten(change)) return false;
  const [was, will] = [prior(change, "policy_arn"), planned(change, "policy_arn")];
  if (will !== UNKNOWN) return was === will;
  const references = plan.configuration.references(change.block, "policy_arn");
  return changesReferredTo(plan, change.block, references).some(
    (policy) => prior(policy, "arn") === was,
  );
}

/** Whether the role's other policies allow, after the apply, all that this one did. */
function isSaidElsewhere(attachment: ResourceChange, role: string, plan: Plan): boolean {
  const policy = policyOfAttachment(attachment, plan, "before");
  const said = policy ? policiesOf(policy, plan).flatMap(({ before }) => before) : [];
  const may = roleAfter(role, attachment, plan);
  return said.length > 0 && widening(may, said).allowed.length === 0;
}

const attachmentsByPolicy = oncePerPlan((plan) =>
  groupBy(
    plan.changes.filter(({ type, before }) => attachesPolicy(type) && before !== undefined),
    (attachment) => prior(attachment, "policy_arn"),
  ),
);

/** Where this plan has every attachment and takes all of them away, each is reported by itself. */
function policyGoes(change: ResourceChange, plan: Plan): readonly Observation[] {
  if (change.action !== "delete") return [];
  const arn = prior(change, "arn");
  const attachments = isEmpty(arn) ? [] : (attachmentsByPolicy(plan).get(arn) ?? []);
  return attachments.length > 0 && attachments.every(goesAway)
    ? []
    : [refuse("deletes the policy; who has it is not in this plan")];
}

/** The role's own list, where the configuration keeps one. */
function noLongerListed(change: ResourceChange, plan: Plan): readonly Observation[] {
  if (change.action !== "update") return [];
  if (!plan.configuration.sets(change.block, "managed_policy_arns")) return [];
  const kept = new Set(textsOf(planned(change, "managed_policy_arns")));
  const lost = textsOf(prior(change, "managed_policy_arns")).filter((arn) => !kept.has(arn));
  return lost.map((arn) => refuse(`takes the policy ${arn} from the role`));
}
