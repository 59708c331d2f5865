import { isEmpty, planned, prior, UNKNOWN } from "../../read/planned-value";
import type { ResourceChange } from "../../read/resource-change";
import { isNarrower } from "../../resources/event-pattern";
import { targetChanges } from "../../resources/event-target";
import { intervalMinutes } from "../../resources/schedule-interval";
import { isWritten, type Observation, type Rule, refuse } from "../rule";
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
  check(change): readonly Observation[] {
    if (!judged.has(change.type) || change.before === undefined || !isWritten(change)) return [];
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
