import { describe, expect, test } from "vitest";
import { readPlan } from "../../../../src/review/read/plan";
import { alarmSilenced } from "../../../../src/review/rules/safety/alarm-silenced";
import { documentOf, planOf, saidBy, saidOfUpdate } from "../../support/plans";

describe("alarm-silenced", () => {
  test("refuses that an alarm goes, is silenced, or notifies fewer", () => {
    const alarm = "aws_cloudwatch_metric_alarm.it";
    expect(
      saidBy(alarmSilenced, planOf({ address: alarm, before: { alarm_actions: [] } })),
    ).toEqual(["refused: the alarm is gone"]);
    expect(
      saidOfUpdate(alarmSilenced, alarm, { actions_enabled: true }, { actions_enabled: false }),
    ).toHaveLength(1);
    expect(
      saidOfUpdate(
        alarmSilenced,
        alarm,
        { alarm_actions: ["arn:a", "arn:b"] },
        { alarm_actions: ["arn:a"] },
      ),
    ).toEqual(["refused: ALARM notifications no longer go to arn:b"]);
    expect(
      saidBy(
        alarmSilenced,
        planOf({ address: "aws_sns_topic_subscription.it", before: { protocol: "email" } }),
      ),
    ).toEqual(["refused: notifications no longer go where they went"]);
  });

  test("lets an alarm be made, heard and notify more", () => {
    const alarm = "aws_cloudwatch_metric_alarm.it";
    expect(saidBy(alarmSilenced, planOf({ address: alarm, after: { alarm_actions: [] } }))).toEqual(
      [],
    );
    expect(
      saidOfUpdate(alarmSilenced, alarm, { actions_enabled: false }, { actions_enabled: true }),
    ).toEqual([]);
    expect(
      saidOfUpdate(
        alarmSilenced,
        alarm,
        { alarm_actions: ["arn:a"], threshold: 1 },
        { alarm_actions: ["arn:a", "arn:b"], threshold: 2 },
      ),
    ).toEqual([]);
  });

  test("refuses that nobody is notified when it is over or sees nothing, or that who is notified is not known", () => {
    const alarm = "aws_cloudwatch_metric_alarm.it";
    const notified = { ok_actions: ["arn:a"], insufficient_data_actions: ["arn:b"] };
    expect(saidOfUpdate(alarmSilenced, alarm, notified, {})).toEqual([
      "refused: OK notifications no longer go to arn:a",
      "refused: INSUFFICIENT_DATA notifications no longer go to arn:b",
    ]);
    const actions = { alarm_actions: ["arn:a"] };
    expect(saidOfUpdate(alarmSilenced, alarm, actions, {}, { alarm_actions: true })).toEqual([
      "refused: ALARM notifications no longer go to arn:a",
    ]);
  });

  test("lets a topic that is made again take the place of the one that goes", () => {
    const topic = { name: "it" };
    expect(
      saidBy(
        alarmSilenced,
        planOf(
          {
            address: "aws_cloudwatch_metric_alarm.it",
            before: { alarm_actions: ["arn:old"] },
            after: {},
            unknown: { alarm_actions: [true] },
            configured: { alarm_actions: "${aws_sns_topic.it.arn}" },
          },
          {
            address: "aws_sns_topic.it",
            before: topic,
            after: topic,
            actions: ["delete", "create"],
          },
        ),
      ),
    ).toEqual([]);
  });

  test("refuses a subscription that notifies someone else or keeps messages back, and lets a filter go", () => {
    const address = "aws_sns_topic_subscription.it";
    const team = { protocol: "email", endpoint: "team@example.gov", topic_arn: "arn:t" };
    const filter = { ...team, filter_policy: '{"severity":["high"]}' };
    expect(
      saidOfUpdate(alarmSilenced, address, team, { ...team, endpoint: "nobody@example.gov" }),
    ).toEqual([
      "refused: notifications no longer go where they went: `endpoint` goes from team@example.gov to nobody@example.gov",
    ]);
    expect(saidOfUpdate(alarmSilenced, address, team, filter)).toEqual([
      'refused: some messages are kept back: `filter_policy` goes from unset to {"severity":["high"]}',
    ]);
    expect(saidOfUpdate(alarmSilenced, address, filter, team)).toEqual([]);
    const document = documentOf({
      address,
      before: { ...team, filter_policy_scope: "MessageAttributes" },
      after: team,
      unknown: { filter_policy_scope: true },
    });
    expect(saidBy(alarmSilenced, readPlan(document, "test"))).toHaveLength(1);
    delete document.configuration.root_module.resources[0]?.expressions["filter_policy_scope"];
    expect(saidBy(alarmSilenced, readPlan(document, "test"))).toEqual([]);
  });
});
