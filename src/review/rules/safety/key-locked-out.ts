import { contains } from "../../iam/glob";
import { policiesOf } from "../../iam/policies-of";
import type { Policy } from "../../iam/policy";
import { mayBe } from "../../read/may-be";
import { planned, prior, UNKNOWN } from "../../read/planned-value";
import { isWritten } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";

/** A key is switched off, or nobody may administer it any more. */
export const keyLockedOut: Rule = {
  name: "key-locked-out",
  class: "safety",
  why:
    "Everything encrypted with it becomes unreadable while it is off; a key that nobody administers stays as it is " +
    "until AWS's support helps.",
  advice: "Keep the statement that lets the account's root administer the key.",
  kinds: new Set(["aws_kms_key", "aws_kms_key_policy"]),
  check(change, plan): readonly Observation[] {
    if (!isWritten(change)) return [];
    const found: Observation[] = [];
    const isOff = (name: string) =>
      planned(change, name) === false || planned(change, name) === UNKNOWN;
    if (
      change.type !== "aws_kms_key_policy" &&
      prior(change, "is_enabled") === true &&
      isOff("is_enabled")
    ) {
      found.push(refuse("switches the key off"));
    }
    if (mayBe(true, change, plan, "bypass_policy_lockout_safety_check")) {
      found.push(refuse("switches off AWS's own check that somebody can still administer the key"));
    }
    for (const { before, after } of policiesOf(change, plan)) {
      if (after && administered(before) && !administered(after)) {
        found.push(refuse("nobody may change the key's policy any more"));
      }
    }
    return found;
  },
};

function administered(policy: Policy): boolean {
  return policy.some(
    ({ effect, actions, principals }) =>
      effect === "Allow" &&
      !actions.isNot &&
      actions.patterns.some((pattern) => contains(pattern.toLowerCase(), "kms:putkeypolicy")) &&
      (principals?.patterns.length ?? 0) > 0,
  );
}
