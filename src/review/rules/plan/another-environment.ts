import { withoutIndexes } from "../../read/address";
import { textOf } from "../../read/plain-value";
import { listOf, member } from "../../read/planned-value";
import type { PlanObservation, PlanRule, ReviewedEnvironment } from "../rule";

/** The plan is of something else than the environment that was named. */
export const anotherEnvironment: PlanRule = {
  name: "another-environment",
  class: "plan",
  why: "A review of the wrong plan looks fine, and the right plan goes unread.",
  advice:
    "Give the plan that was made in this environment's folder, or the environment it was made for.",
  check(plan, environment): readonly PlanObservation[] {
    if (environment === undefined) return [];
    const stranger = environment.identity && strangerIn(plan.providers, environment.identity);
    if (stranger) {
      const what = `the plan's provider says ${stranger}: this is not a plan of ${environment.name}`;
      return [{ address: "plan", action: undefined, verdict: "refuse", what }];
    }
    const known = new Set(environment.addresses.map(withoutIndexes));
    const own = new Set(
      plan.changes
        .filter((change) => !change.isData && !change.isDeposed)
        .map(({ address }) => withoutIndexes(address)),
    );
    const shared = [...own].filter((address) => known.has(address)).length;
    if (own.size === 0 || shared * 2 >= own.size) return [];
    const what = `${shared} of the plan's ${own.size} addresses are ones of ${environment.name}: this is another environment's plan`;
    return [{ address: "plan", action: undefined, verdict: "refuse", what }];
  },
};

/** What the plan's own provider settings say that is not the environment's; undefined when all that they say fits. */
function strangerIn(
  providers: unknown,
  { account, application, environment }: NonNullable<ReviewedEnvironment["identity"]>,
): string | undefined {
  const expressions = member(member(providers, "aws"), "expressions");
  const constant = (expression: unknown) => member(expression, "constant_value");
  const accounts = listOf(constant(member(expressions, "allowed_account_ids")));
  if (accounts.length > 0 && !accounts.includes(account))
    return `account ${accounts.map(textOf).join(", ")}`;
  const tags = constant(member(listOf(member(expressions, "default_tags"))[0], "tags"));
  for (const [tag, expected] of Object.entries({ application, environment })) {
    const actual = member(tags, tag);
    if (typeof actual === "string" && actual !== expected) return `${tag} ${actual}`;
  }
  return undefined;
}
