import { changesReferredTo, type Plan } from "../../read/plan";
import { isEmpty, listOf, planned, prior, textsOf, UNKNOWN } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { sameValue } from "../../read/same-value";
import { type Observation, type Rule, refuse } from "../rule";
import { fromTo } from "../words";

/** Something may break, and nobody hears of it. */
export const alarmSilenced: Rule = {
  name: "alarm-silenced",
  class: "safety",
  why: "The next failure is found by users.",
  advice: "Change the alarm's limit instead of removing it.",
  kinds: new Set([
    "aws_sns_topic_subscription",
    "aws_cloudwatch_metric_alarm",
    "aws_cloudwatch_composite_alarm",
  ]),
  check(change, plan): readonly Observation[] {
    if (change.before === undefined || !isWritten(change)) return [];
    if (change.type === "aws_sns_topic_subscription") return notifiesOthers(change, plan);
    return [
      ...notifiesFewer(change, plan, "alarm_actions", "ALARM notifications no longer go to"),
      ...notifiesFewer(change, plan, "ok_actions", "OK notifications no longer go to"),
      ...notifiesFewer(
        change,
        plan,
        "insufficient_data_actions",
        "INSUFFICIENT_DATA notifications no longer go to",
      ),
    ];
  },
};

function notifiesFewer(
  change: ResourceChange,
  plan: Plan,
  name: string,
  what: string,
): readonly Observation[] {
  const will = planned(change, name);
  const kept = new Set(textsOf(will));
  const lost = textsOf(prior(change, name)).filter((target) => !kept.has(target));
  // A topic that is made again gets its name after the apply; it takes the place of one that goes.
  const isReplaced =
    listOf(will).includes(UNKNOWN) &&
    changesReferredTo(plan, change.block, plan.configuration.references(change.block, name)).some(
      isWritten,
    );
  return lost.length > 0 && !isReplaced ? [refuse(`${what} ${lost.join(", ")}`)] : [];
}

/** Another address or topic, or a filter that keeps some messages back. */
function notifiesOthers(change: ResourceChange, plan: Plan): readonly Observation[] {
  const moved = ["endpoint", "protocol", "topic_arn"].filter(
    (name) => !isEmpty(prior(change, name)) && prior(change, name) !== planned(change, name),
  );
  // Which part of a message it looks at is the provider's to fill in, unless somebody says it.
  const filtered = ["filter_policy", "filter_policy_scope"].filter(
    (name) =>
      plan.configuration.sets(change.block, name) &&
      !isEmpty(planned(change, name)) &&
      !sameValue(prior(change, name), planned(change, name)),
  );
  return [
    ...moved.map((name) =>
      refuse(`notifications no longer go where they went: ${fromTo(change, name)}`),
    ),
    ...filtered.map((name) => refuse(`some messages are kept back: ${fromTo(change, name)}`)),
  ];
}
