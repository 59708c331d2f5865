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
    const outputs = Object.values(plan.outputs).filter(
      ({ actions }) => actions[0] !== "no-op",
    ).length;
    const of = [
      ...(changed > 0 ? [`${count(changed, "object")} that changed outside it`] : []),
      ...(outputs > 0 ? [count(outputs, "output")] : []),
    ].join(" and of ");
    const what = `changes only what Terraform remembers, ${of === "" ? "and nothing differs" : `of ${of}`}`;
    return [{ address: "plan", action: "refresh", verdict: "note", what }];
  },
};
