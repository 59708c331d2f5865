import { describeGrants } from "../../iam/describe-grant";
import { policyFindings } from "../../iam/policy-findings";
import { strangersLetIn } from "../../iam/principals-of";
import { isWritten } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";

/**
 * A bucket, queue, key, repository or secret whose policy lets anyone in, without a condition that says who; and what a project makes of
 * a kind of its own, which lets others in by an attribute.
 */
export const resourcePolicyPublic: Rule = {
  name: "resource-policy-public",
  class: "exposure",
  why: "Everyone means everyone: other accounts, and for a bucket people without any account.",
  advice: "Name the principal, or add a condition on its organisation, account, ARN or endpoint.",
  check(change, plan): readonly Observation[] {
    const byPolicy = policyFindings(change, plan)
      .filter(({ forEveryone }) => forEveryone.length > 0)
      .map(({ policy, forEveryone }) =>
        refuse(`\`${policy.where}\` now allows ${describeGrants(forEveryone)}`),
      );
    if (!isWritten(change)) return byPolicy;
    return [...byPolicy, ...strangersLetIn(change, plan).map((what) => refuse(what))];
  },
};
