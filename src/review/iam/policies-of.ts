import { looksLikeJson } from "../../base/text";
import { kindOf as familiarKind } from "../attributes";
import { movedAttributes } from "../read/moved-attributes";
import { oncePerChange } from "../read/once-per-change";
import { tryParseJson } from "../read/parse-json";
import { textOf } from "../read/plain-value";
import type { Plan } from "../read/plan";
import { plannedJson } from "../read/planned-json";
import { listOf, member, planned, prior, UNKNOWN } from "../read/planned-value";
import type { ResourceChange } from "../read/resource-change";
import { type Policy, readPolicy } from "./policy";

/** What a policy says: who may become a role, what its carrier may do, or who may use the carrier. */
export type PolicyKind = "trust" | "identity" | "resource";

/** One policy that an object carries, before and after. */
export interface PolicyChange {
  /** The attribute, such as `policy` or `inline_policy "pull"`. */
  readonly where: string;
  readonly kind: PolicyKind;
  /** Empty when there was none. */
  readonly before: Policy;
  /** Empty when there will be none; undefined when it cannot be read before the apply. */
  readonly after: Policy | undefined;
}

// Attributes that are always policies, so that an unknown value is noticed. Others are noticed by what they hold.
const policyAttributes = new Set([
  "policy",
  "assume_role_policy",
  "access_policies",
  "access_policy",
  "resource_policy",
  "policy_document",
]);
const identityTypes =
  /^aws_iam_(role|user|group)_policy$|^aws_iam_policy$|^aws_ssoadmin_permission_set_inline_policy$/;
// Documents named "policy" that grant nothing: what to keep, how to scale, what may cross, how deliveries are tried again.
const notAccess =
  /^aws_(ecr_lifecycle_policy|ecr_registry_scanning_configuration|dlm_lifecycle_policy|appautoscaling_policy|autoscaling_policy|backup_plan|iam_account_password_policy|lb_ssl_negotiation_policy)$/;

/** Every policy that the object carries and that may change; read once, for all rules that ask. */
export const policiesOf = oncePerChange(readPolicies);

function readPolicies(change: ResourceChange, plan: Plan): readonly PolicyChange[] {
  if (notAccess.test(change.type)) return [];
  const names = namesOfDocuments(change);
  const inBlocks = policiesInBlocks(change, plan);
  if (names.length === 0 && !hasInline(change)) return inBlocks;
  const own = names.flatMap((name) => policyIn(change, plan, name) ?? []);
  return [...own, ...inlinePoliciesOf(change, plan), ...inBlocks];
}

/** In what a project makes beside the module a policy may stand in a block, as an access point's of several regions does. */
function policiesInBlocks(change: ResourceChange, plan: Plan): readonly PolicyChange[] {
  if (!change.type.startsWith("aws_") || familiarKind(change.type) !== undefined) return [];
  return movedAttributes(change, plan)
    .filter(({ path }) => path.includes(".") && !path.startsWith("inline_policy."))
    .flatMap(({ path, before, after }) => {
      const isHidden = after === UNKNOWN && path.endsWith(".policy");
      const [was, will] = [readValue(before, path), readValue(after, path)];
      if (!(isHidden || isAccess(was) || isAccess(will))) return [];
      return {
        where: path,
        kind: kindOf(change.type, path, isHidden || havePrincipals(was, will)),
        before: statementsIn(was),
        after: isHidden || will === "unreadable" ? undefined : statementsIn(will),
      };
    });
}

function hasInline(change: ResourceChange): boolean {
  return [change.before, change.after, change.afterUnknown].some(
    (values) => member(values, "inline_policy") !== undefined,
  );
}

/** Attributes that are policies by their name, or may be by what they hold: few have any, and a plan may have 100,000 objects. */
function namesOfDocuments({ before, after, afterUnknown }: ResourceChange): readonly string[] {
  const names: string[] = [];
  for (const values of [before, after, afterUnknown]) {
    for (const name in values as Readonly<Record<string, unknown>> | undefined) {
      const value = member(values, name);
      const isDocument =
        policyAttributes.has(name) || (typeof value === "string" && looksLikeJson(value));
      if (isDocument && !names.includes(name)) names.push(name);
    }
  }
  return names;
}

function policyIn(change: ResourceChange, plan: Plan, name: string): PolicyChange | undefined {
  const before = readValue(prior(change, name), name);
  const will = planned(change, name);
  if (will === UNKNOWN) {
    const mayBePolicy = policyAttributes.has(name) || isAccess(before);
    if (!mayBePolicy || !plan.configuration.sets(change.block, name)) return undefined;
  }
  const after = will === UNKNOWN ? readConfigured(change, plan, name) : readValue(will, name);
  if (!isAccess(before) && !isAccess(after)) return undefined;
  return {
    where: name,
    kind: kindOf(change.type, name, havePrincipals(before, after)),
    before: statementsIn(before),
    after: after === "unreadable" ? undefined : statementsIn(after),
  };
}

function inlinePoliciesOf(change: ResourceChange, plan: Plan): readonly PolicyChange[] {
  const will = planned(change, "inline_policy");
  if (will === UNKNOWN && !plan.configuration.sets(change.block, "inline_policy")) return [];
  const [before, after] = [listOf(prior(change, "inline_policy")), listOf(will)];
  const nameOf = (item: unknown) => (item === UNKNOWN ? UNKNOWN : member(item, "name"));
  const names = new Set([...before, ...after].map(nameOf));
  return [...names].map((name) => {
    const of = (items: readonly unknown[]) => items.find((item) => nameOf(item) === name);
    const policy = of(after) === UNKNOWN ? UNKNOWN : member(of(after), "policy");
    return {
      where: `inline_policy ${JSON.stringify(textOf(name))}`,
      kind: "identity",
      before: statementsOf(member(of(before), "policy")) ?? [],
      after: policy === UNKNOWN ? undefined : statementsOf(policy),
    };
  });
}

/** The policy in a value; "other" is a value that is no access policy, "unreadable" one that may be. */
type ReadPolicy = Policy | "other" | "unreadable";

function readValue(value: unknown, name = "policy"): ReadPolicy {
  if (typeof value !== "string" || value.trim() === "") return "other";
  // By what it parses to, not by its text: a name in JSON can be written with escapes.
  const parsed = looksLikeJson(value) ? tryParseJson(value) : undefined;
  if (policyAttributes.has(name)) return readPolicy(parsed) ?? "unreadable";
  if (!hasStatement(parsed)) return "other";
  return readPolicy(parsed) ?? "unreadable";
}

function hasStatement(parsed: unknown): boolean {
  if (typeof parsed !== "object" || parsed === null) return false;
  return Object.keys(parsed).some((key) => key.toLowerCase() === "statement");
}

/** The policy as the configuration writes it, where its references are not known yet. */
function readConfigured(change: ResourceChange, plan: Plan, name: string): Policy | "unreadable" {
  return readPolicy(plannedJson(change, plan, name)) ?? "unreadable";
}

function statementsOf(value: unknown): Policy | undefined {
  const policy = readValue(value);
  return policy === "unreadable" ? undefined : statementsIn(policy);
}

/** What is known to be allowed or denied: nothing by what is no policy, or cannot be read. */
function statementsIn(policy: ReadPolicy): Policy {
  return typeof policy === "string" ? [] : policy;
}

function havePrincipals(...policies: readonly ReadPolicy[]): boolean {
  return policies.flatMap(statementsIn).some(({ principals }) => principals);
}

function isAccess(policy: ReadPolicy): boolean {
  return policy !== "other";
}

function kindOf(type: string, name: string, hasPrincipals: boolean): PolicyKind {
  if (name === "assume_role_policy") return "trust";
  return identityTypes.test(type) || !hasPrincipals ? "identity" : "resource";
}
