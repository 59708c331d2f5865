import { actionsByType, receivers, redirects, targetGroups } from "../../network/listener-action";
import { isEmpty, planned, prior, UNKNOWN } from "../../read/planned-value";
import { isWritten } from "../../read/resource-change";
import { note, type Observation, type Rule, refuse } from "../rule";
import { fromTo } from "../words";

/** Requests go to another target group, are redirected elsewhere, or are answered by the load balancer itself. */
export const trafficRerouted: Rule = {
  name: "traffic-rerouted",
  class: "outage",
  why: "Unless tasks are healthy in the new group at that moment, every request gets a 503; nobody follows a redirect to where nothing answers.",
  advice: "Let the service register in the new group first, then move the listener.",
  check(change): readonly Observation[] {
    const name = actionsByType[change.type];
    if (name === undefined || change.before === undefined || !isWritten(change)) return [];
    const [before, after] = [prior(change, name), planned(change, name)];
    const kept = new Set(targetGroups(after));
    const passesOn = targetGroups(before).length === 0 && kept.size > 0 && !isEmpty(before);
    const lost = targetGroups(before).filter((target) => !kept.has(target));
    const had = new Set<unknown>(targetGroups(before));
    const gained = receivers(after).filter((target) => !had.has(target));
    const isShared = had.size > 0 && lost.length === 0 && gained.length > 0;
    const hasMoved =
      change.type === "aws_lb_listener" && prior(change, "port") !== planned(change, "port");
    return [
      ...(hasMoved ? [refuse(`listens elsewhere: ${fromTo(change, "port")}`)] : []),
      ...(lost.length > 0 ? [refuse(`no longer sends requests to ${lost.join(", ")}`)] : []),
      ...(isShared
        ? [refuse(`sends a part of the requests to ${gained.map(named).join(", ")}`)]
        : []),
      ...(passesOn ? [refuse(`sends on what it answered itself, to ${[...kept].join(", ")}`)] : []),
      ...redirectedElsewhere(before, after),
    ];
  },
};

function named(target: unknown): string {
  return target === UNKNOWN ? "one that is known only after the apply" : String(target);
}

function redirectedElsewhere(before: unknown, after: unknown): readonly Observation[] {
  const will = redirects(after);
  return redirects(before).flatMap(({ url, status }): Observation[] => {
    const same = will.find((other) => other.url === url);
    if (same === undefined) {
      const elsewhere = will.length > 0 ? `, but to ${will.map((one) => one.url).join(", ")}` : "";
      return [refuse(`no longer redirects to ${url}${elsewhere}`)];
    }
    return same.status === status
      ? []
      : [note(`redirects with ${same.status} instead of ${status}: browsers keep a 301 for good`)];
  });
}
