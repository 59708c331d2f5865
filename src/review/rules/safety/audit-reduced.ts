import { planned, prior, textsOf } from "../../read/planned-value";
import { logLedAway } from "../../resources/container-log";
import { containersThatStay } from "../../resources/containers";
import { isWritten, type Observation, type Rule, refuse } from "../rule";

/** Less is written down about who did what, or what was asked of the service. */
export const auditReduced: Rule = {
  name: "audit-reduced",
  class: "safety",
  why: "After a break-in, logs are the only way to know what was taken; switching them off is what burglars do first.",
  advice: "Keep them; shorten how long they are kept if they cost too much.",
  check(change, plan): readonly Observation[] {
    const found = containersThatStay(change, plan)
      .flatMap(logLedAway)
      .map((what) => refuse(what));
    if (change.type === "aws_db_instance" && isWritten(change)) {
      const kept = new Set(textsOf(planned(change, "enabled_cloudwatch_logs_exports")));
      const lost = textsOf(prior(change, "enabled_cloudwatch_logs_exports")).filter(
        (log) => !kept.has(log),
      );
      if (lost.length > 0)
        found.push(refuse(`the database no longer hands out its ${lost.join(", ")} log`));
    }
    return found;
  },
};
