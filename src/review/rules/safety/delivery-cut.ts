import { tryParseJson } from "../../read/parse-json";
import { textOf } from "../../read/plain-value";
import { isEmpty, member, planned, prior, UNKNOWN } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { sameValue } from "../../read/same-value";
import { type Observation, type Rule, refuse } from "../rule";
import { fromTo, inWords } from "../words";

const judged = new Set([
  "aws_cloudwatch_event_rule",
  "aws_cloudwatch_event_target",
  "aws_scheduler_schedule",
]);

/** What starts a delivery, or cleans up after one, is removed, switched off, matches less, or hands over something else. */
export const deliveryCut: Rule = {
  name: "delivery-cut",
  class: "safety",
  why: "Nothing fails and nothing is red: scanned images just are not delivered any more, and locks are not cleaned up.",
  advice: "Keep rule, target and schedule; to stop deliveries, say so to the team and give a date.",
  kinds: judged,
  check(change): readonly Observation[] {
    if (change.before === undefined || !isWritten(change)) return [];
    return [
      ...switchedOff(change),
      ...matchesLess(change),
      ...startsLessOften(change),
      ...targetChanges(change),
    ];
  },
};

function switchedOff(change: ResourceChange): readonly Observation[] {
  const isOff = (value: unknown) => value === "DISABLED" || value === false;
  return ["state", "is_enabled"].flatMap((name) => {
    const will = planned(change, name);
    const becomesOff = isOff(will) || (will === UNKNOWN && change.action === "update");
    return becomesOff && !isOff(prior(change, name))
      ? [refuse(`switches it off: \`${name}\` becomes ${inWords(will)}`)]
      : [];
  });
}

function matchesLess(change: ResourceChange): readonly Observation[] {
  const [was, will] = [prior(change, "event_pattern"), planned(change, "event_pattern")];
  return isNarrower(was, will) ? [refuse("`event_pattern` matches fewer events than before")] : [];
}

/** Less often, or at other times; a timetable is not compared, it may be anything. */
function startsLessOften(change: ResourceChange): readonly Observation[] {
  const [was, will] = [
    prior(change, "schedule_expression"),
    planned(change, "schedule_expression"),
  ];
  const found: Observation[] = [];
  if (!isEmpty(was) && was !== will) {
    const [now, then] = [
      intervalMinutes(was),
      will === UNKNOWN ? undefined : intervalMinutes(will),
    ];
    if (now === undefined || then === undefined || then > now)
      found.push(refuse(`may start less often: ${fromTo(change, "schedule_expression")}`));
  }
  for (const name of ["start_date", "end_date"]) {
    if (isEmpty(planned(change, name)) || planned(change, name) === prior(change, name)) continue;
    found.push(refuse(`starts nothing outside its dates: ${fromTo(change, name)}`));
  }
  return found;
}

/**
 * Whether the rule matches fewer events than before: a field is asked for that was not, or a value is missing that
 * was accepted. In doubt yes. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
function isNarrower(before: unknown, after: unknown): boolean {
  if (typeof before !== "string" || before === "") return false;
  const [was, will] = [
    tryParseJson(before),
    typeof after === "string" ? tryParseJson(after) : undefined,
  ];
  if (was === undefined || will === undefined) return true;
  return lacks(was, will);
}

function lacks(was: unknown, will: unknown): boolean {
  if (Array.isArray(was) && Array.isArray(will)) {
    const accepted = new Set(will.map((value) => JSON.stringify(value)));
    return was.some((value) => !accepted.has(JSON.stringify(value)));
  }
  if (!isObject(was) || !isObject(will)) return true;
  return Object.keys(will).some((key) => {
    const inner = member(was, key);
    return inner === undefined || lacks(inner, member(will, key));
  });
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Where the target stands: an event's target is one itself, a schedule has one. */
const placeByType: Readonly<Record<string, readonly (string | number)[]>> = {
  aws_cloudwatch_event_target: [],
  aws_scheduler_schedule: ["target", 0],
};

const handedOver = ["input", "input_path", "input_transformer"];

/** A target that is started with something else, goes elsewhere, or gives up earlier. What is not known yet may be any. */
function targetChanges(change: ResourceChange): readonly Observation[] {
  const place = placeByType[change.type];
  if (place === undefined) return [];
  const differs = (name: string) =>
    !sameValue(prior(change, ...place, name), planned(change, ...place, name));
  const [was, will] = [prior(change, ...place, "arn"), planned(change, ...place, "arn")];
  const found: Observation[] = [];
  if (!isEmpty(was) && was !== will)
    found.push(refuse(`starts ${inWords(will)} instead of ${inWords(was)}`));
  for (const name of handedOver.filter(differs))
    found.push(refuse(`is started with something else: ${fromTo(change, ...place, name)}`));
  if (!isEmpty(prior(change, ...place, "dead_letter_config")) && differs("dead_letter_config")) {
    found.push(
      refuse(
        `what could not be delivered is no longer kept where it was: ${fromTo(change, ...place, "dead_letter_config")}`,
      ),
    );
  }
  return found;
}

const minutesByUnit: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 };

/**
 * Minutes between two runs of `rate(15 minutes)`; undefined for a timetable (`cron(…)`), a single run (`at(…)`) and what
 * cannot be read. @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
function intervalMinutes(expression: unknown): number | undefined {
  const [, count, unit = ""] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(textOf(expression)) ?? [];
  const minutes = minutesByUnit[unit];
  return minutes === undefined ? undefined : Number(count) * minutes;
}
