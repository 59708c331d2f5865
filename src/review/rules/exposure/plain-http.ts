import { textOf } from "../../read/plain-value";
import { changesBehind, type Plan } from "../../read/plan";
import { listOf, member, planned, prior, UNKNOWN } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";

/** A listener that answers over plain HTTP with anything else than a redirect to HTTPS. */
export const plainHttp: Rule = {
  name: "plain-http",
  class: "exposure",
  why: "Everything in between can read and change it: passwords, session cookies, the page itself.",
  advice: "Serve on 443 with a certificate, and let port 80 only redirect there.",
  kinds: new Set(["aws_lb_listener", "aws_lb_listener_rule", "aws_lb_target_group"]),
  check(change, plan): readonly Observation[] {
    if (!isWritten(change)) return [];
    switch (change.type) {
      case "aws_lb_listener": {
        const was = isPlain(prior(change, "protocol")) && serves(prior(change, "default_action"));
        const will =
          isPlain(planned(change, "protocol")) && serves(planned(change, "default_action"));
        if (!will || (was && change.before !== undefined)) return [];
        return [refuse(`serves over plain HTTP on port ${portOf(change)}`)];
      }
      case "aws_lb_listener_rule":
        if (change.before !== undefined && serves(prior(change, "action"))) return [];
        if (!serves(planned(change, "action")) || !isOnPlainListener(change, plan)) return [];
        return [refuse("serves over plain HTTP, on a listener that is there to redirect")];
      case "aws_lb_target_group":
        if (prior(change, "protocol") !== "HTTPS" || planned(change, "protocol") === "HTTPS")
          return [];
        return [refuse("the load balancer no longer encrypts what it sends to the service")];
      default:
        return [];
    }
  },
};

function isPlain(protocol: unknown): boolean {
  return protocol === "HTTP" || protocol === UNKNOWN;
}

/** Whether any action hands the request on, or sends it to where it stays plain. A fixed answer serves nothing. */
function serves(actions: unknown): boolean {
  return listOf(actions).some((action) => {
    const type = member(action, "type");
    if (action === UNKNOWN || type === UNKNOWN) return true;
    if (type === "fixed-response") return false;
    return (
      type !== "redirect" || member(member(member(action, "redirect"), 0), "protocol") !== "HTTPS"
    );
  });
}

function isOnPlainListener(change: ResourceChange, plan: Plan): boolean {
  const arn = planned(change, "listener_arn");
  const listeners =
    changesBehind(plan, change, "listener_arn") ??
    plan.changes.filter((other) => other.type === "aws_lb_listener" && prior(other, "arn") === arn);
  if (listeners.length === 0) return arn === UNKNOWN; // by its ARN, it is another's: what it serves was decided there
  return listeners.some((listener) => isPlain(planned(listener, "protocol")));
}

function portOf(change: ResourceChange): string {
  const port = planned(change, "port");
  return port === UNKNOWN ? "not known yet" : textOf(port);
}
