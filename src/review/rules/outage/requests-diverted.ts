import { groupBy } from "../../group-by";
import { contains, overlaps } from "../../iam/glob";
import { rangeContains } from "../../network/cidr";
import { actionsByType, targetGroups } from "../../network/listener-action";
import { oncePerPlan } from "../../read/once-per-plan";
import { numberOf, textOf } from "../../read/plain-value";
import { changesReferredTo, type Plan } from "../../read/plan";
import { hasUnknown, listOf, member, planned, prior, UNKNOWN } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";

/** A rule of a listener no longer takes requests that it took, or takes some that another rule took. */
export const requestsDiverted: Rule = {
  name: "requests-diverted",
  class: "outage",
  why: "The first rule that fits decides. A request that no longer fits goes to the next one, mostly to a 404; one that is taken goes to the wrong service.",
  advice:
    "Add the new host or path beside the old one, and give a new rule a place behind those that are there.",
  kinds: new Set(["aws_lb_listener_rule"]),
  check(change, plan): readonly Observation[] {
    if (!isWritten(change)) return [];
    const [now, then] = [takerNow(change), takerPlanned(change, plan)];
    if (then === undefined) return [];
    const found: Observation[] = [];
    if (now && !takesAllOf(then.match, now.match)) {
      found.push(
        refuse(
          `no longer takes all that it took: from ${describeMatch(now.match)} to ${describeMatch(then.match)}`,
        ),
      );
    }
    const beside = takersBeside(change, plan);
    if (beside === undefined) {
      found.push(refuse("its listener has too many rules for anybody to say which takes what"));
    }
    for (const other of beside ?? []) {
      const [itsNow, itsThen] = [takerNow(other), takerPlanned(other, plan)];
      if (!itsNow || !itsThen) continue;
      if (
        takes(then, itsThen) &&
        !(now && takes(now, itsNow) && takesAllOf(now.match, then.match))
      ) {
        found.push(refuse(`takes requests that ${other.address} takes now`));
      }
      if (now && takes(itsThen, then) && !takes(itsNow, now)) {
        found.push(refuse(`leaves requests to ${other.address}, which comes before it now`));
      }
    }
    return found;
  },
};

/** Whether the first is asked before the second, of requests that both would take, and sends them elsewhere. */
function takes(first: Taker, second: Taker): boolean {
  const isElsewhere =
    first.groups.length === 0 || first.groups.some((group) => !second.groups.includes(group));
  return first.place < second.place && isElsewhere && mayMeet(first.match, second.match);
}

/** What takes requests of one listener: the lower its place, the earlier it is asked. */
interface Taker {
  readonly place: number;
  readonly match: RequestMatch;
  readonly groups: readonly string[];
}

/** A rule without a priority is put behind those that are there; the listener's own action comes last. */
const [behindAll, last] = [50_001, 50_002];

/** As it is now; undefined when it is not there, or is a listener's own action that sends nothing on. */
function takerNow(change: ResourceChange): Taker | undefined {
  return change.before && takerOf(change.type, (name) => prior(change, name), behindAll);
}

/** As it would be after the apply; a place that is not known is the first. */
function takerPlanned(change: ResourceChange, plan: Plan): Taker | undefined {
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
function takersBeside(change: ResourceChange, plan: Plan): readonly ResourceChange[] | undefined {
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

/** One condition of a listener's rule: what it looks at, and which values it takes. */
interface Condition {
  readonly of: string;
  /** Undefined when they are not known before the apply. */
  readonly values: readonly string[] | undefined;
}

/** Which requests a rule takes: those that meet every condition. Without any, all of them. */
type RequestMatch = readonly Condition[];

const kinds = [
  "host_header",
  "path_pattern",
  "http_header",
  "http_request_method",
  "query_string",
  "source_ip",
];

/** Reads a rule's `condition` blocks. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html */
function requestMatch(conditions: unknown): RequestMatch {
  return listOf(conditions).flatMap((condition): RequestMatch => {
    if (hasUnknown(condition)) return [{ of: "", values: undefined }];
    return kinds.flatMap((kind) =>
      listOf(member(condition, kind)).map((block) => ({
        of: kind === "http_header" ? `${kind} ${textOf(member(block, "http_header_name"))}` : kind,
        values: valuesOf(kind, block),
      })),
    );
  });
}

function valuesOf(kind: string, block: unknown): readonly string[] {
  if (kind === "query_string") {
    return [`${textOf(member(block, "key")) || "*"}=${textOf(member(block, "value"))}`];
  }
  const values = listOf(member(block, "values")).map(textOf);
  const patterns = listOf(member(block, "regex_values")).map((one) => `regex ${textOf(one)}`);
  const all = [...values, ...patterns];
  return kind === "host_header" ? all.map((value) => value.toLowerCase()) : all;
}

/** Whether every request that `inner` takes is one that `outer` takes. In doubt no. */
function takesAllOf(outer: RequestMatch, inner: RequestMatch): boolean {
  return outer.every((wide) =>
    inner.some(
      (narrow) =>
        wide.of === narrow.of &&
        wide.values !== undefined &&
        narrow.values?.every((value) => wide.values?.some((other) => holds(wide.of, other, value))),
    ),
  );
}

/** Whether some request may meet both. In doubt yes. */
function mayMeet(a: RequestMatch, b: RequestMatch): boolean {
  return !a.some((one) =>
    b.some(
      (other) =>
        one.of === other.of &&
        one.of !== "query_string" && // a request has several
        one.values !== undefined &&
        other.values !== undefined &&
        !one.values.some((value) => other.values?.some((its) => touch(one.of, value, its))),
    ),
  );
}

function holds(kind: string, outer: string, inner: string): boolean {
  if (outer === inner) return true;
  if (isPattern(outer) || isPattern(inner)) return false;
  return kind === "source_ip" ? rangeContains(outer, inner) : contains(outer, inner);
}

function touch(kind: string, a: string, b: string): boolean {
  if (isPattern(a) || isPattern(b)) return true;
  return kind === "source_ip" ? rangeContains(a, b) || rangeContains(b, a) : overlaps(a, b);
}

/** A regular expression is compared as text only. */
function isPattern(value: string): boolean {
  return value.startsWith("regex ");
}

/** `host_header a.example.gov or b.example.gov and path_pattern /api/*`. */
function describeMatch(match: RequestMatch): string {
  if (match.length === 0) return "every request";
  return match
    .map(({ of, values }) =>
      values === undefined ? "what is known only after the apply" : `${of} ${values.join(" or ")}`,
    )
    .join(" and ");
}
