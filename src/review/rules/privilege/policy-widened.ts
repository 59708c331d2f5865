import { describeGrants } from "../../iam/describe-grant";
import { type PolicyFinding, policyFindings } from "../../iam/policy-findings";
import { type Observation, type Rule, refuse } from "../rule";

/** A policy allows more than it did: another action, resource or principal, or a condition or a denial is gone. */
export const policyWidened: Rule = {
  name: "policy-widened",
  class: "privilege",
  why: "Whoever takes over what carries the policy can do all that it allows.",
  advice: "Allow the named action on the named resource, and no more.",
  check(change, plan): readonly Observation[] {
    return policyFindings(change, plan)
      .filter(({ policy }) => policy.kind !== "trust")
      .flatMap((finding) => [...wider(finding), ...noLongerDenied(finding)]);
  },
};

function wider({ policy, isUnknown, allowed, dangers }: PolicyFinding): readonly Observation[] {
  if (isUnknown)
    return [
      refuse(`\`${policy.where}\` is not known before the apply, so it may allow everything`),
    ];
  if (dangers !== undefined) {
    return dangers.map((danger) => refuse(`\`${policy.where}\` allows ${danger}`));
  }
  return allowed.length > 0
    ? [refuse(`\`${policy.where}\` now allows ${describeGrants(allowed)}`)]
    : [];
}

function noLongerDenied({ policy, undenied }: PolicyFinding): readonly Observation[] {
  if (undenied.length === 0) return [];
  return [refuse(`\`${policy.where}\` no longer denies ${describeGrants(undenied)}`)];
}
