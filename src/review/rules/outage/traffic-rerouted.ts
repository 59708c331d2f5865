import { maintenanceAnswer } from "../../../contract/maintenance";
import { actionsByType, receivers, redirects, targetGroups } from "../../network/listener-action";
import { isMaintenance, pageOf, partnerOf } from "../../network/maintenance";
import type { Plan } from "../../read/plan";
import { isEmpty, listOf, member, planned, prior, UNKNOWN } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { sameValue } from "../../read/same-value";
import { note, type Observation, type Rule, refuse } from "../rule";
import { fromTo } from "../words";

/** Requests go to another target group, are redirected elsewhere, or are answered by the load balancer itself. */
export const trafficRerouted = (isAskedFor = false, text?: string): Rule => ({
  name: "traffic-rerouted",
  class: "outage",
  why: "Unless tasks are healthy in the new group at that moment, every request gets a 503; nobody follows a redirect to where nothing answers.",
  advice: "Let the service register in the new group first, then move the listener.",
  kinds: new Set(Object.keys(actionsByType)),
  check(change, plan): readonly Observation[] {
    const name = actionsByType[change.type];
    if (name === undefined || change.before === undefined || !isWritten(change)) return [];
    const maintained = maintenance(change, plan, { isAskedFor, text });
    if (maintained) return [maintained];
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
      ...(change.type === "aws_lb_listener_rule" ? answeredOtherwise(before, after) : []),
    ];
  },
});

/** What the load balancer answers by itself to requests of a rule; the listener's own answer is a row. */
function answeredOtherwise(before: unknown, after: unknown): readonly Observation[] {
  const answers = (actions: unknown) =>
    listOf(actions).flatMap((action) => listOf(member(action, "fixed_response")));
  const [was, will] = [answers(before), answers(after)];
  return will.length === 0 || sameValue(was, will)
    ? []
    : [refuse("answers requests itself, with another answer than now")];
}

/** What begins or ends maintenance as the module does it. */
function maintenance(
  change: ResourceChange,
  plan: Plan,
  { isAskedFor, text }: { readonly isAskedFor: boolean; readonly text: string | undefined },
): Observation | undefined {
  const [was, will] = [prior(change, "action"), planned(change, "action")];
  if (isMaintenance(will)) {
    if (!isAskedFor || pageOf(will) !== maintenanceAnswer(text).messageBody) return undefined;
    if (isMaintenance(was)) {
      return pageOf(was) === pageOf(will)
        ? undefined
        : note("the page of maintenance says something else, as the file asks");
    }
    return partnerOf(change, plan, "begins")
      ? note(
          "answers everybody with 503 and the page of maintenance, as the file asks (`loadBalancer.maintenance`)",
        )
      : undefined;
  }
  return partnerOf(change, plan, "ends")
    ? note("maintenance ends: requests reach the service again")
    : undefined;
}

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
