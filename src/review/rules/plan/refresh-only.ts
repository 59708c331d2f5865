import { count } from "../../../base/printable";
import type { PlanObservation, PlanRule } from "../rule";

/** The plan changes nothing in AWS: it takes what was changed there into Terraform's state. */
export const refreshOnly: PlanRule = {
  name: "refresh-only",
  class: "plan",
  why: "What was changed outside Terraform becomes what it remembers. Where the configuration says otherwise, the next plan changes it back.",
  advice: "Read what changed outside Terraform; apply it to accept that.",
  check(plan): readonly PlanObservation[] {
    if (!plan.isRefreshOnly) return [];
    const changed = plan.drift.filter(({ isData }) => !isData).length;
    const what =
      changed > 0
        ? `changes only what Terraform remembers, of ${count(changed, "object")} that changed outside it`
        : "changes only what Terraform remembers, and nothing differs";
    return [{ address: "plan", action: "refresh", verdict: "note", what }];
  },
};
