import { describeGrants } from "../../iam/describe-grant";
import { policyFindings } from "../../iam/policy-findings";
import { type Observation, type Rule, refuse } from "../rule";

/** A bucket, queue, key, repository or secret whose policy lets anyone in, without a condition that says who. */
export const resourcePolicyPublic: Rule = {
  name: "resource-policy-public",
  class: "exposure",
  why: "Everyone means everyone: other accounts, and for a bucket people without any account.",
  advice: "Name the principal, or add a condition on its organisation, account, ARN or endpoint.",
  check(change, plan): readonly Observation[] {
    return policyFindings(change, plan)
      .filter(({ forEveryone }) => forEveryone.length > 0)
      .map(({ policy, forEveryone }) =>
        refuse(`\`${policy.where}\` now allows ${describeGrants(forEveryone)}`),
      );
  },
};
