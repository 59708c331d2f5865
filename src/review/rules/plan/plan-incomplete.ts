import type { PlanObservation, PlanRule } from "../rule";

/** The plan is not the whole change: planning failed, something is put off, or only a part was asked for. */
export const planIncomplete: PlanRule = {
  name: "plan-incomplete",
  class: "plan",
  why: "What is not in the plan cannot be reviewed, and is applied another time by somebody who thinks it was.",
  advice: "Correct what planning complained about, leave out -target, and plan again.",
  check(plan): readonly PlanObservation[] {
    if (plan.isErrored) {
      return [
        {
          address: "plan",
          action: undefined,
          verdict: "refuse",
          what: "planning failed before its end; what is here is a part",
        },
      ];
    }
    const deferred = plan.deferred.map(
      ({ change, reason }): PlanObservation => ({
        address: change.address,
        action: "deferred",
        verdict: "refuse",
        what: `is put off to a later plan (${reason.replaceAll("_", " ")})`,
      }),
    );
    if (plan.isComplete || deferred.length > 0) return deferred;
    return [
      {
        address: "plan",
        action: "incomplete",
        verdict: "refuse",
        what: "the plan leaves out a part of the change",
      },
    ];
  },
};
