import { numberOf } from "../../read/plain-value";
import { listOf, member } from "../../read/planned-value";
import { byRank, type Guard, weakenings, whenTrue } from "../guard";
import type { Rule } from "../rule";

const databases = ["aws_db_instance", "aws_rds_cluster_instance"];
const insights = byRank("enabled", "enhanced");

const guards: readonly Guard[] = [
  {
    types: databases,
    path: ["monitoring_interval"],
    strength: (seconds) => ((numberOf(seconds) ?? 0) > 0 ? 1 : 0),
  },
  { types: databases, path: ["performance_insights_enabled"], strength: whenTrue },
  {
    types: ["aws_ecs_cluster"],
    path: ["setting"],
    strength: (settings) =>
      Math.max(
        0,
        ...listOf(settings)
          .filter((setting) => member(setting, "name") === "containerInsights")
          .map((setting) => insights(member(setting, "value"))),
      ),
  },
];

/** The database or the cluster tells less about how it does. */
export const monitoringReduced: Rule = {
  name: "monitoring-reduced",
  class: "safety",
  why: "Alarms and the people on call see a slow database or a full task only by these numbers.",
  advice: "Keep them on; what they cost is little beside an outage that nobody can explain.",
  check: (change) => weakenings(change, guards),
};
