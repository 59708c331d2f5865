import type { Grant } from "../../iam/compare";
import { dangerOf } from "../../iam/danger";
import { describeGrant, describeGrants } from "../../iam/describe-grant";
import { ownAccounts } from "../../iam/own-accounts";
import { policyFindings } from "../../iam/policy-findings";
import { withoutIndexes } from "../../read/address";
import { areMade, changesReferredTo, changesWhatStands, type Plan } from "../../read/plan";
import type { ResourceChange } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";

/** Somebody may become a role who could not, or a new one of an environment that stands; `named` are those whom its file names. */
export const trustWidened = (named?: ReadonlySet<string>): Rule => ({
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
        if (dangers !== undefined) found.push(...strangers(allowed, change, plan, named));
        if (undenied.length > 0) found.push(refuse(`no longer denies ${describeGrants(undenied)}`));
        return found;
      });
  },
});

/** Of a new role beside what stands: who is let become it without the file naming them. What is dangerous anywhere is said already. */
function strangers(
  allowed: readonly Grant[],
  change: ResourceChange,
  plan: Plan,
  named: ReadonlySet<string> | undefined,
): readonly Observation[] {
  if (!changesWhatStands(plan)) return [];
  const own = ownAccounts(plan);
  return allowed
    .filter((grant) => dangerOf(grant, "trust", own) === undefined)
    .filter((grant) => !isExpected(grant, change, plan, named ?? nobody))
    .map((grant) =>
      named === undefined
        ? refuse(
            `${describeGrant(grant, "may")} (nobody knows whom the environment's file names)`,
            "Review the plan with `--environment NAME`: whom its file names may become a new role of its own.",
          )
        : refuse(
            `${describeGrant(grant, "may")} (the environment's file does not name it)`,
            "Name who needs it in the environment's file, under `access`; or approve the role by name.",
          ),
    );
}

const nobody: ReadonlySet<string> = new Set();

/** Services for which the module makes a role; any other runs what this plan does not show. */
const ownServices =
  /^(ecs-tasks|states|events|scheduler|monitoring\.rds|vpc-flow-logs)\.amazonaws\.com$/;

function isExpected(
  { principals, conditions }: Grant,
  { block }: ResourceChange,
  plan: Plan,
  named: ReadonlySet<string>,
): boolean {
  if (principals === undefined || principals.isNot) return false;
  const narrowed = conditions.some(
    ({ operator, key, values }) =>
      /^(string|arn)equals$/i.test(operator) &&
      (key === "aws:principalarn" || key.endsWith(":sub")) &&
      values.length > 0 &&
      values.every((value) => named.has(value)),
  );
  return principals.patterns.every((principal) => {
    const [, kind, name = ""] = /^(Service|Federated|AWS):(.*)$/.exec(principal) ?? [];
    if (kind === "Service") return ownServices.test(name);
    if (narrowed) return true;
    if (kind !== "AWS") return false;
    const made = /^\$\{(aws_iam_role\.[^}]+)\.arn\}$/.exec(name)?.[1];
    if (made === undefined) return named.has(name);
    const roles = changesReferredTo(plan, block, [withoutIndexes(made)]);
    return roles.length > 0 && areMade(roles);
  });
}
