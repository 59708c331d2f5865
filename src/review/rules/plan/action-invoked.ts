import type { PlanObservation, PlanRule } from "../rule";

/** The apply would also run an action of a provider: stop a machine, call a function. */
export const actionInvoked: PlanRule = {
  name: "action-invoked",
  class: "plan",
  why: "An action changes no attribute, so nothing else in the plan shows what it does.",
  advice: "Read the `action` block; run it by itself when it is meant.",
  check(plan): readonly PlanObservation[] {
    return plan.invocations.map(({ address }) => ({
      address,
      action: "invoke",
      verdict: "refuse",
      what: "runs an action",
    }));
  },
};
