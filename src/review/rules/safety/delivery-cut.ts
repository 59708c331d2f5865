import { isNarrower } from "../../event-pattern";
import { inWords } from "../../guard";
import { isEmpty, planned, prior, UNKNOWN } from "../../planned-value";
import type { ResourceChange } from "../../resource-change";
import { isWritten, type Observation, type Rule, refuse } from "../../rule";

const goneByType: Readonly<Record<string, string>> = {
  aws_cloudwatch_event_rule: "events it matched start nothing any more",
  aws_cloudwatch_event_target: "events of its rule no longer reach what they started",
  aws_scheduler_schedule: "what it started is no longer started",
  aws_sfn_state_machine: "the machine that delivers is gone",
};

/** What starts a delivery, or cleans up after one, is removed, switched off, or matches less. */
export const deliveryCut: Rule = {
  name: "delivery-cut",
  class: "safety",
  why: "Nothing fails and nothing is red: scanned images just are not delivered any more, and locks are not cleaned up.",
  advice: "Keep rule, target and schedule; to stop deliveries, say so to the team and give a date.",
  check(change): readonly Observation[] {
    const gone = goneByType[change.type];
    if (gone === undefined) return [];
    if (change.action === "delete" || change.action === "forget") return [refuse(gone)];
    if (change.before === undefined || !isWritten(change)) return [];
    return [...switchedOff(change), ...matchesLess(change), ...goesElsewhere(change)];
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

/** A target with another destination; one that is not known yet may be any. */
function goesElsewhere(change: ResourceChange): readonly Observation[] {
  if (change.type !== "aws_cloudwatch_event_target" && change.type !== "aws_scheduler_schedule")
    return [];
  const path = change.type === "aws_scheduler_schedule" ? ["target", 0, "arn"] : ["arn"];
  const [was, will] = [prior(change, ...path), planned(change, ...path)];
  if (isEmpty(was) || was === will) return [];
  return [refuse(`starts ${inWords(will)} instead of ${inWords(was)}`)];
}
