import { planned, prior, UNKNOWN } from "../../read/planned-value";
import { sameValue } from "../../read/same-value";
import { note, type Observation, type Rule } from "../rule";

/** The load balancer asks another question before it sends requests to a task. */
export const healthCheckChanged: Rule = {
  name: "health-check-changed",
  class: "outage",
  why: "Tasks that run well and answer the new question badly are all replaced, over and over, without any release to roll back.",
  advice: "Ask the running image the new question first.",
  kinds: new Set(["aws_lb_target_group"]),
  check(change): readonly Observation[] {
    if (change.action !== "update") return [];
    return ["path", "port", "protocol", "matcher"]
      .filter((name) => {
        const [was, will] = [
          prior(change, "health_check", 0, name),
          planned(change, "health_check", 0, name),
        ];
        return will === UNKNOWN || !sameValue(was, will);
      })
      .map((name) => note(`the health check has another \`${name}\`: does what runs answer it?`));
  },
};
