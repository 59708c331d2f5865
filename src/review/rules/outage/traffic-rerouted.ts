import { listOf, member, planned, prior, textsOf } from "../../planned-value";
import { isWritten, type Observation, type Rule, refuse } from "../../rule";

/** Requests go to another target group, or are answered by the load balancer itself. */
export const trafficRerouted: Rule = {
  name: "traffic-rerouted",
  class: "outage",
  why: "Unless tasks are healthy in the new group at that moment, every request gets a 503.",
  advice: "Let the service register in the new group first, then move the listener.",
  check(change): readonly Observation[] {
    const name = { aws_lb_listener: "default_action", aws_lb_listener_rule: "action" }[change.type];
    if (name === undefined || change.before === undefined || !isWritten(change)) return [];
    const after = new Set(targets(planned(change, name)));
    const lost = targets(prior(change, name)).filter((target) => !after.has(target));
    if (lost.length === 0) return [];
    return [refuse(`no longer sends requests to ${lost.join(", ")}`)];
  },
};

function targets(actions: unknown): readonly string[] {
  return listOf(actions).flatMap((action) => {
    const groups = listOf(member(action, "forward")).flatMap((forward) =>
      listOf(member(forward, "target_group")),
    );
    return textsOf([
      member(action, "target_group_arn"),
      ...groups.map((group) => member(group, "arn")),
    ]).filter((arn) => arn !== "");
  });
}
