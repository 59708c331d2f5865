import type { PlanObservation, PlanRule } from "../rule";

/** Terraform would do something to an object that this review has no word for. */
export const unknownAction: PlanRule = {
  name: "unknown-action",
  class: "plan",
  why: "A newer Terraform can do what no rule here was written for.",
  advice: "Read what this Terraform means by it, and add it to the review.",
  check(plan): readonly PlanObservation[] {
    return (
      plan.changes
        // Only data is read.
        .filter(({ action, isData }) => action === "unknown" || (action === "read" && !isData))
        .map(({ address, actions }) => ({
          address,
          action: "unknown",
          verdict: "refuse",
          what: `Terraform would ${actions.join(", then ")} it, which this review does not know`,
        }))
    );
  },
};
