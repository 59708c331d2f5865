import type { PlanObservation, PlanRule } from "../rule";

/** The plan knows no resource at all. */
export const planEmpty: PlanRule = {
  name: "plan-empty",
  class: "plan",
  why: "An environment without a single resource is mostly the wrong folder, or an empty state in place of the real one.",
  advice: "Check the folder and the state's bucket and key, and plan again.",
  check(plan): readonly PlanObservation[] {
    if (plan.changes.length + plan.deferred.length + plan.invocations.length > 0) return [];
    if (plan.isRefreshOnly) return [];
    return [
      {
        address: "plan",
        action: "empty",
        verdict: "refuse",
        what: "the plan knows no resource at all",
      },
    ];
  },
};
