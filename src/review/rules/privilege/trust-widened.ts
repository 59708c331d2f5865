import { describeGrants } from "../../iam/describe-grant";
import { policyFindings } from "../../iam/policy-findings";
import { type Observation, type Rule, refuse } from "../rule";

/** Somebody may become a role who could not. */
export const trustWidened: Rule = {
  name: "trust-widened",
  class: "privilege",
  why: "Whoever may become the role may do all that it may do.",
  advice:
    "Name the one service, role or repository. A service of AWS needs a condition on `aws:SourceAccount`, " +
    "an identity provider one on its `sub`.",
  check(change, plan): readonly Observation[] {
    return policyFindings(change, plan)
      .filter(({ policy }) => policy.kind === "trust")
      .flatMap(({ policy, isUnknown, allowed, undenied, dangers }): Observation[] => {
        if (isUnknown) {
          return [
            refuse(`\`${policy.where}\` is not known before the apply, so anyone may be trusted`),
          ];
        }
        const found = dangers?.map((danger) => refuse(danger)) ?? [];
        if (dangers === undefined && allowed.length > 0) {
          found.push(refuse(describeGrants(allowed, "may now")));
        }
        if (undenied.length > 0) found.push(refuse(`no longer denies ${describeGrants(undenied)}`));
        return found;
      });
  },
};
