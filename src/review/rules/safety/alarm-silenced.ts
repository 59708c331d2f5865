import { type Guard, weakenings } from "../../guard";
import { listOf, planned, prior, textsOf, UNKNOWN } from "../../planned-value";
import { isWritten, type Observation, type Rule, refuse } from "../../rule";

const alarms = ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"];

const guards: readonly Guard[] = [
  { types: alarms, path: ["actions_enabled"], strength: (value) => (value === false ? 0 : 1) },
];

const goneByType: Readonly<Record<string, string>> = {
  aws_cloudwatch_metric_alarm: "the alarm is gone",
  aws_cloudwatch_composite_alarm: "the alarm is gone",
  aws_cloudwatch_log_metric_filter: "the log lines it counts are no longer counted",
  aws_sns_topic_subscription: "whoever was told is no longer told",
  aws_sns_topic: "nobody is told anything through it any more",
  aws_sns_topic_policy: "what may write to the topic may not any more",
  aws_budgets_budget: "nobody is told when it becomes expensive",
};

/** Something may break, and nobody hears of it. */
export const alarmSilenced: Rule = {
  name: "alarm-silenced",
  class: "safety",
  why: "The next failure is found by users.",
  advice: "Change the alarm's limit instead of removing it.",
  check(change): readonly Observation[] {
    const gone = goneByType[change.type];
    if (gone && (change.action === "delete" || change.action === "forget")) return [refuse(gone)];
    if (!alarms.includes(change.type) || !isWritten(change)) return [];
    const will = planned(change, "alarm_actions");
    const kept = new Set(textsOf(will));
    const lost = textsOf(prior(change, "alarm_actions")).filter((target) => !kept.has(target));
    // A topic that is made again gets its name after the apply; it takes the place of one that goes.
    const isReplaced = listOf(will).includes(UNKNOWN);
    return [
      ...weakenings(change, guards),
      ...(lost.length > 0 && !isReplaced
        ? [refuse(`the alarm no longer tells ${lost.join(", ")}`)]
        : []),
    ];
  },
};
