import { groupBy } from "../group-by";
import { oncePerPlan } from "../read/once-per-plan";
import { numberOf } from "../read/plain-value";
import { changesReferredTo, type Plan } from "../read/plan";
import { planned, prior, UNKNOWN } from "../read/planned-value";
import type { ResourceChange } from "../read/resource-change";
import { actionsByType, targetGroups } from "./listener-action";
import { type RequestMatch, requestMatch } from "./request-match";

/** What takes requests of one listener: the lower its place, the earlier it is asked. */
export interface Taker {
  readonly place: number;
  readonly match: RequestMatch;
  readonly groups: readonly string[];
}

/** A rule without a priority is put behind those that are there; the listener's own action comes last. */
const [behindAll, last] = [50_001, 50_002];

/** As it is now; undefined when it is not there, or is a listener's own action that sends nothing on. */
export function takerNow(change: ResourceChange): Taker | undefined {
  return change.before && takerOf(change.type, (name) => prior(change, name), behindAll);
}

/** As it would be after the apply; a place that is not known is the first. */
export function takerPlanned(change: ResourceChange, plan: Plan): Taker | undefined {
  if (change.after === undefined) return undefined;
  const isSet = plan.configuration.sets(change.block, "priority");
  return takerOf(change.type, (name) => planned(change, name), isSet ? 0 : behindAll);
}

function takerOf(
  type: string,
  get: (name: string) => unknown,
  unknownPlace: number,
): Taker | undefined {
  const groups = targetGroups(get(actionsByType[type] ?? ""));
  if (type !== "aws_lb_listener_rule") {
    return groups.length > 0 ? { place: last, match: [], groups } : undefined;
  }
  const place = numberOf(get("priority")) ?? unknownPlace;
  return { place, match: requestMatch(get("condition")), groups };
}

/** AWS lets a load balancer have 100 rules, and some more when asked. */
const mostRules = 1_000;

/** The other rules of the rule's listener, and the listener itself; undefined when they are more than AWS lets anybody have. */
export function takersBeside(
  change: ResourceChange,
  plan: Plan,
): readonly ResourceChange[] | undefined {
  const arn = listenerArn(change);
  const references = plan.configuration.references(change.block, "listener_arn");
  const listeners = new Set(
    changesReferredTo(plan, change.block, references).filter(
      ({ type }) => type === "aws_lb_listener",
    ),
  );
  const known = typeof arn === "string" ? (takersByListener(plan).get(arn) ?? []) : [];
  if (known.length > mostRules) return undefined;
  return [...new Set([...listeners, ...known])].filter((other) => other !== change);
}

function listenerArn(change: ResourceChange): unknown {
  if (change.type === "aws_lb_listener") return prior(change, "arn");
  const will = planned(change, "listener_arn");
  return will === undefined || will === UNKNOWN ? prior(change, "listener_arn") : will;
}

const takersByListener = oncePerPlan((plan) =>
  groupBy(
    plan.changes.filter(({ type, isData }) => !isData && actionsByType[type]),
    listenerArn,
  ),
);
