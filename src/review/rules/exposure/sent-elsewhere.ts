import { ownAccounts } from "../../iam/own-accounts";
import { changesBehind, type Plan } from "../../read/plan";
import { listOf, planned, prior, textsOf, UNKNOWN } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";

/** Where each kind sends what it has to say. */
const receiversByType: Readonly<Record<string, readonly string[]>> = {
  aws_cloudwatch_metric_alarm: ["alarm_actions", "ok_actions", "insufficient_data_actions"],
  aws_cloudwatch_composite_alarm: ["alarm_actions", "ok_actions", "insufficient_data_actions"],
  aws_cloudwatch_event_target: ["arn"],
};

/** An alarm does more than notify, or an alarm or an event goes to another account. */
export const sentElsewhere: Rule = {
  name: "sent-elsewhere",
  class: "exposure",
  why: "An alarm can stop machines and call functions, without a role that a review would see; and another account hears of what happens here.",
  advice:
    "Notify a topic of this account. What is to act on an alarm subscribes to the topic, by a role of its own.",
  kinds: new Set(Object.keys(receiversByType)),
  check(change, plan): readonly Observation[] {
    const names = receiversByType[change.type];
    if (names === undefined || !isWritten(change)) return [];
    return names.flatMap((name) => added(change, plan, name));
  },
};

function added(change: ResourceChange, plan: Plan, name: string): readonly Observation[] {
  const isAlarm = name.endsWith("_actions");
  const all = (value: unknown) => (typeof value === "string" ? [value] : listOf(value));
  const had = new Set(textsOf(all(prior(change, name))));
  return all(planned(change, name)).flatMap((receiver): readonly Observation[] => {
    if (receiver === UNKNOWN) {
      return isAlarm && !isTopic(change, plan, name)
        ? [refuse(`may do more than notify: \`${name}\` is not known before the apply`)]
        : [];
    }
    if (typeof receiver !== "string" || had.has(receiver)) return [];
    const [, service = "", account = ""] = /^arn:[^:]*:([^:]*):[^:]*:(\d*):/.exec(receiver) ?? [];
    if (isAlarm && service !== "sns") return [refuse(`does more than notify: ${receiver}`)];
    const own = ownAccounts(plan);
    return account === "" || own.size === 0 || own.has(account)
      ? []
      : [refuse(`sends to another account: ${receiver}`)];
  });
}

function isTopic(change: ResourceChange, plan: Plan, name: string): boolean {
  const topics = changesBehind(plan, change, name);
  return topics?.every(({ type }) => type === "aws_sns_topic") ?? false;
}
