import { expect, test } from "vitest";
import { sentElsewhere } from "../../../src/review/rules/exposure/sent-elsewhere";
import { planOf, saidBy, saidOfUpdate, type Values } from "../support/plans";

const topic = "arn:aws:sns:us-east-1:111111111111:own";
const stops = "arn:aws:automate:us-east-1:ec2:terminate";
const others = "arn:aws:sns:us-east-1:222222222222:theirs";

/** Something new, in a plan of account 111111111111. */
function made(address: string, after: Values, configured = {}, unknown = {}) {
  const own = { arn: "arn:aws:kms:us-east-1:111111111111:key/a" };
  return saidBy(
    sentElsewhere,
    planOf(
      { address: "aws_kms_key.it", before: own, after: own, actions: ["no-op"] },
      { address: "aws_sns_topic.it", after: { name: "own" } },
      { address, after, configured, unknown },
    ),
  );
}

test.each(["aws_cloudwatch_metric_alarm.it", "aws_cloudwatch_composite_alarm.it"])(
  "refuses that %s does more than notify a topic of this account",
  (alarm) => {
    expect(made(alarm, { alarm_actions: [topic, stops] })).toEqual([
      `refused: does more than notify: ${stops}`,
    ]);
    expect(made(alarm, { ok_actions: [stops], insufficient_data_actions: [others] })).toEqual([
      `refused: does more than notify: ${stops}`,
      `refused: sends to another account: ${others}`,
    ]);
    expect(
      saidOfUpdate(sentElsewhere, alarm, { alarm_actions: [topic] }, { alarm_actions: [stops] }),
    ).toEqual([`refused: does more than notify: ${stops}`]);
    expect(made(alarm, { alarm_actions: [topic] })).toEqual([]);
    expect(
      saidOfUpdate(sentElsewhere, alarm, { alarm_actions: [stops] }, { alarm_actions: [stops] }),
    ).toEqual([]);
  },
);

test("refuses what is known only after the apply, unless it is a topic of this plan", () => {
  const unknown = (reference: string) =>
    made(
      "aws_cloudwatch_metric_alarm.it",
      {},
      { alarm_actions: reference },
      { alarm_actions: true },
    );
  expect(unknown("${aws_sns_topic.it.arn}")).toEqual([]);
  expect(unknown("${var.action}")).toEqual([
    "refused: may do more than notify: `alarm_actions` is not known before the apply",
  ]);
});

test("refuses that events go to another account, and lets them reach what is here", () => {
  expect(made("aws_cloudwatch_event_target.it", { arn: others })).toEqual([
    `refused: sends to another account: ${others}`,
  ]);
  expect(made("aws_cloudwatch_event_target.it", { arn: topic })).toEqual([]);
});
