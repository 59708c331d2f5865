import { expect, test } from "vitest";
import { NotificationTopic } from "../../../src/stack/constructs/notification-topic";
import { parsed, synthesizeIn } from "../../support/synth";

const publisher = {
  Sid: "Another",
  Effect: "Allow",
  Action: "sns:Publish",
  Resource: "*",
} as const;
const made = synthesizeIn(
  (stack) =>
    new NotificationTopic(stack, "pages", {
      account: "111111111111",
      region: "us-east-1",
      name: "shop-dev-pages",
      alarmPrefix: "shop-dev",
      publishers: [publisher],
      keyArn: "arn:key",
      subscribers: [
        { protocol: "email", address: "on-call@example.gov" },
        { protocol: "https", url: "https://example.gov/alarms" },
        { protocol: "sqs", queueArn: "arn:aws:sqs:us-east-1:111111111111:alarms" },
      ],
    }),
);
const topic = "${aws_sns_topic.pages.arn}";

test("alarms of this environment alone publish to the encrypted topic, and who is named besides", () => {
  expect(made.only("aws_sns_topic")).toEqual({
    name: "shop-dev-pages",
    kms_master_key_id: "arn:key",
  });
  const policy = made.only("aws_sns_topic_policy");
  expect(policy["arn"]).toBe(topic);
  expect(parsed(policy["policy"]).Statement).toEqual([
    {
      Sid: "AlarmsOfThisEnvironment",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Resource: "arn:aws:sns:us-east-1:111111111111:shop-dev-pages",
      Condition: {
        StringEquals: { "aws:SourceAccount": "111111111111" },
        ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:us-east-1:111111111111:alarm:shop-dev-*" },
      },
    },
    publisher,
  ]);
});

test("mail addresses, web hooks and queues are notified", () => {
  expect(Object.values(made.all("aws_sns_topic_subscription"))).toEqual([
    { topic_arn: topic, protocol: "email", endpoint: "on-call@example.gov" },
    { topic_arn: topic, protocol: "https", endpoint: "https://example.gov/alarms" },
    {
      topic_arn: topic,
      protocol: "sqs",
      endpoint: "arn:aws:sqs:us-east-1:111111111111:alarms",
    },
  ]);
});
