import type { Rule } from "../rule";

/** The database or the cluster tells less about how it does. */
export const monitoringReduced: Rule = {
  name: "monitoring-reduced",
  class: "safety",
  why: "Alarms and the people on call see a slow database or a full task only by these numbers.",
  advice: "Keep them on; what they cost is little beside an outage that nobody can explain.",
};
