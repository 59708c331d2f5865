import { withoutIndexes } from "../../address";
import type { PlanObservation, PlanRule } from "../../rule";

/** The plan is of something else than the environment that was named. */
export const anotherEnvironment: PlanRule = {
  name: "another-environment",
  class: "plan",
  why: "A review of the wrong plan looks fine, and the right plan goes unread.",
  advice:
    "Give the plan that was made in this environment's folder, or the environment it was made for.",
  check(plan, environment): readonly PlanObservation[] {
    if (environment === undefined) return [];
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
