import { describe, expect, test } from "vitest";
import { sentElsewhere } from "../../../../src/review/rules/exposure/sent-elsewhere";
import { planOf, saidBy, saidOfUpdate, type Values } from "../../support/plans";

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
      { address: "aws_sfn_state_machine.it", after: { name: "own" } },
      { address: "aws_cloudwatch_log_group.it", after: { name: "own" } },
      { address: "aws_s3_bucket.it", after: { bucket: "own" } },
      { address, after, configured, unknown },
    ),
  );
}

test.each(["aws_cloudwatch_metric_alarm.it", "aws_cloudwatch_composite_alarm.it"])(
  "refuses that %s does more than notify a topic of this account",
  (alarm) => {
    expect(made(alarm, { alarm_actions: [topic, stops] })).toEqual([
      `refused: would do more than notify: ${stops}`,
    ]);
    expect(made(alarm, { ok_actions: [stops], insufficient_data_actions: [others] })).toEqual([
      `refused: would do more than notify: ${stops}`,
      `refused: sends to another account: ${others}`,
    ]);
    expect(
      saidOfUpdate(sentElsewhere, alarm, { alarm_actions: [topic] }, { alarm_actions: [stops] }),
    ).toEqual([`refused: would do more than notify: ${stops}`]);
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

const machine = "arn:aws:states:us-east-1:111111111111:stateMachine:own";
const log = "arn:aws:logs:us-east-1:111111111111:log-group:own";

const madeBy: Readonly<Record<string, string>> = {
  [topic]: "aws_sns_topic",
  [machine]: "aws_sfn_state_machine",
  [log]: "aws_cloudwatch_log_group",
};

describe.each<[string, (arn?: string) => Values, string, string, string]>([
  [
    "aws_cloudwatch_event_target.it",
    (arn) => ({ arn }),
    machine,
    "start something else than a state machine",
    "arn",
  ],
  [
    "aws_scheduler_schedule.it",
    (arn) => ({ target: [{ arn }] }),
    machine,
    "start something else than a state machine",
    "target.arn",
  ],
  [
    "aws_db_event_subscription.it",
    (sns_topic) => ({ sns_topic }),
    topic,
    "do more than notify",
    "sns_topic",
  ],
  [
    "aws_flow_log.it",
    (log_destination) => ({ log_destination }),
    log,
    "keep its record elsewhere than in a log group",
    "log_destination",
  ],
  [
    "aws_wafv2_web_acl_logging_configuration.it",
    (arn) => ({ log_destination_configs: arn === undefined ? [] : [arn] }),
    log,
    "keep its record elsewhere than in a log group or a bucket of this plan",
    "log_destination_configs",
  ],
  [
    "aws_cloudwatch_log_delivery_destination.it",
    (arn) => ({ delivery_destination_configuration: [{ destination_resource_arn: arn }] }),
    log,
    "keep its record elsewhere than in a log group or a bucket of this plan",
    "delivery_destination_configuration.destination_resource_arn",
  ],
])("%s", (address, of, own, otherwise, name) => {
  test("reaches what is here, and nothing of another account or kind", () => {
    expect(made(address, of(own))).toEqual([]);
    const theirs = own.replace("111111111111", "222222222222");
    expect(made(address, of(theirs))).toEqual([`refused: sends to another account: ${theirs}`]);
    for (const other of [
      "arn:aws:scheduler:::aws-sdk:rds:deleteDBInstance",
      "arn:aws:s3:::theirs",
    ]) {
      expect(made(address, of(other))).toEqual([`refused: would ${otherwise}: ${other}`]);
    }
    expect(saidOfUpdate(sentElsewhere, address, of(theirs), of(theirs))).toEqual([]);
  });

  test("may not be known only after the apply, unless it is made by this plan", () => {
    const [block = "", nested] = name.split(".");
    const unknown = (reference: string) =>
      made(
        address,
        {},
        { [block]: nested ? [{ [nested]: reference }] : reference },
        { [block]: nested ? [{ [nested]: true }] : true },
      );
    expect(unknown("${var.theirs}")).toEqual([
      `refused: may ${otherwise}: \`${name}\` is not known before the apply`,
    ]);
    expect(unknown(`\${${madeBy[own]}.it.arn}`)).toEqual([]);
  });
});

test.each<[string, (arn: string) => Values]>([
  ["aws_wafv2_web_acl_logging_configuration.it", (arn) => ({ log_destination_configs: [arn] })],
  [
    "aws_cloudwatch_log_delivery_destination.it",
    (arn) => ({ delivery_destination_configuration: [{ destination_resource_arn: arn }] }),
  ],
])("%s may write to a bucket of this plan, and to no other", (address, of) => {
  expect(made(address, of("arn:aws:s3:::own"))).toEqual([]);
  for (const arn of ["arn:aws:s3:::ow", "arn:aws:s3:::own/prefix", "arn:aws:s3:::owner"]) {
    expect(made(address, of(arn))).toEqual([
      `refused: would keep its record elsewhere than in a log group or a bucket of this plan: ${arn}`,
    ]);
  }
});

describe("who is notified besides, of a topic that stands", () => {
  const reader = (protocol: string, endpoint: string) => ({ protocol, endpoint, topic_arn: topic });
  const own = { arn: "arn:aws:kms:us-east-1:111111111111:key/a" };
  const standing = [
    own,
    reader("email", "ops@example.gov"),
    reader("https", "https://chat.example.gov/a"),
  ];
  const said = (protocol: string, endpoint: unknown, more: Values = {}, beside = standing) =>
    saidBy(
      sentElsewhere,
      planOf(
        ...beside.map((values, i) => ({
          address: `${"endpoint" in values ? "aws_sns_topic_subscription" : "aws_kms_key"}.now-${i}`,
          before: values,
          after: values,
          actions: ["no-op"],
        })),
        {
          address: "aws_sns_topic_subscription.it",
          after: { protocol, endpoint, topic_arn: topic, ...more },
        },
      ),
    );

  test.each([
    ["email", "dba@example.gov", "example.gov"],
    ["email", "dba@EXAMPLE.gov", "example.gov"],
    ["https", "https://chat.example.gov/b?room=2", "chat.example.gov"],
  ])("notes somebody else where others are notified already (%s, %s)", (protocol, endpoint, at) => {
    expect(said(protocol, endpoint)).toEqual([`noted: somebody else at ${at} is notified`]);
  });

  test.each([
    ["email", "ops@example.org", "example.org"],
    ["email", "ops@example.gov@example.org", "example.org"],
    ["https", "https://chat.example.gov.example.org/a", "chat.example.gov.example.org"],
    ["https", "https://chat.example.gov:444/a", "chat.example.gov:444"],
    ["https", "https://me@chat.example.org", undefined],
  ])("refuses somebody where nobody was (%s, %s)", (protocol, endpoint, at) => {
    expect(said(protocol, endpoint)).toEqual([
      at === undefined
        ? `refused: sends messages where the module never does: ${protocol} to ${endpoint}`
        : `refused: somebody is notified at ${at}, where nobody was`,
    ]);
  });

  test("refuses the first of all, and takes no address for a host", () => {
    const refused = "refused: somebody is notified at example.gov, where nobody was";
    expect(said("email", "ops@example.gov", {}, [own])).toEqual([refused]);
    expect(
      said("email", "ops@example.gov", {}, [own, reader("https", "https://example.gov/a")]),
    ).toEqual([refused]);
  });

  test.each([
    ["http", "http://chat.example.gov/a"],
    ["lambda", "arn:aws:lambda:us-east-1:111111111111:function:a"],
    ["sms", "+15550100"],
    ["email-json", "ops@example.gov"],
    ["constructor", "ops@example.gov"],
    ["https", "http://chat.example.gov/a"],
    ["email", "nobody"],
  ])("refuses what the module never makes (%s to %s), of a new topic too", (protocol, endpoint) => {
    const what = `refused: sends messages where the module never does: ${protocol} to ${endpoint}`;
    expect(said(protocol, endpoint)).toEqual([what]);
    const ofNew = made(
      "aws_sns_topic_subscription.it",
      { protocol, endpoint },
      { topic_arn: "${aws_sns_topic.it.arn}" },
      { topic_arn: true },
    );
    expect(ofNew).toEqual([what]);
  });

  test("refuses another account's queue, and lets in one of this account", () => {
    const queue = (account: string) => `arn:aws:sqs:us-east-1:${account}:theirs`;
    expect(said("sqs", queue("222222222222"))).toEqual([
      `refused: sends messages to another account: ${queue("222222222222")}`,
    ]);
    expect(said("sqs", queue("111111111111"))).toEqual([]);
    expect(said("sqs", queue("222222222222"), {}, [])).toEqual([]);
  });

  test("has nothing to say of those of a topic that this plan makes, who stand in the file, nor of one that moves", () => {
    const ofNew = (endpoint: string) =>
      made(
        "aws_sns_topic_subscription.it",
        { protocol: "email", endpoint },
        { topic_arn: "${aws_sns_topic.it.arn}" },
        { topic_arn: true },
      );
    expect(ofNew("ops@example.org")).toEqual([]);
    expect(
      saidOfUpdate(
        sentElsewhere,
        "aws_sns_topic_subscription.it",
        reader("email", "ops@example.gov"),
        reader("email", "ops@example.org"),
      ),
    ).toEqual([]); // alarm-silenced says it
  });
});

describe.each(["access_logs", "connection_logs"])("%s of a load balancer", (name) => {
  const logs = (bucket: unknown, enabled = true) => ({ [name]: [{ bucket, enabled }] });
  const bucket = { address: "aws_s3_bucket.logs", after: { bucket: "shop-logs" } };
  const said = (before: Values | null, after: Values, unknown = {}, configured = {}) =>
    saidBy(
      sentElsewhere,
      planOf(bucket, { address: "aws_lb.edge", before, after, unknown, configured }),
    );
  const refusal = (where: string) => [
    `refused: writes who visits into ${where}, which is no bucket of this plan (\`${name}\`)`,
  ];

  test.each<[string, Values | null]>([
    ["a new one", null],
    ["one that wrote none", logs("", false)],
    ["one that had a bucket and wrote none", logs("shop-logs", false)],
  ])("of %s go into a bucket of this plan, and into no other", (_, before) => {
    expect(said(before, logs("shop-logs"))).toEqual([]);
    expect(said(before, logs("theirs"))).toEqual(refusal("theirs"));
    expect(said(before, logs("theirs", false))).toEqual([]);
  });

  test("that go elsewhere than before are another rule's, and those that stay are nobody's", () => {
    expect(said(logs("shop-logs"), logs("theirs"))).toEqual([]);
    expect(said(logs("theirs"), logs("theirs"))).toEqual([]);
  });

  test("may not be known only after the apply, unless this plan makes the bucket", () => {
    const unknown = { [name]: [{ bucket: true }] };
    const to = (reference: string) =>
      said(null, { [name]: [{ enabled: true }] }, unknown, { [name]: [{ bucket: reference }] });
    expect(to("${aws_s3_bucket.logs.bucket}")).toEqual([]);
    expect(to("${var.bucket}")).toEqual([
      `refused: may write who visits into anybody's bucket: \`${name}\` is not known before the apply`,
    ]);
  });
});

describe("sessions in containers", () => {
  const logs = (s3_bucket_name: string | null) => ({
    configuration: [
      { execute_command_configuration: [{ log_configuration: [{ s3_bucket_name }] }] },
    ],
  });
  const bucket = { address: "aws_s3_bucket.logs", after: { bucket: "shop-logs" } };
  const said = (before: Values | null, after: Values, unknown: Values = {}) =>
    saidBy(
      sentElsewhere,
      planOf(bucket, { address: "aws_ecs_cluster.it", before, after, unknown }),
    );

  test.each<[string, Values | null]>([
    ["a new cluster", null],
    ["one that wrote none", logs("")],
  ])("of %s are written into a bucket of this plan, and into no other", (_, before) => {
    expect(said(before, logs("theirs"))).toEqual([
      "refused: writes what people do in containers into theirs, which is no bucket of this plan",
    ]);
    expect(said(before, {}, { configuration: true })).toEqual([
      "refused: writes what people do in containers into a bucket that is not known before the apply, which is no bucket of this plan",
    ]);
    expect(said(before, logs("shop-logs"))).toEqual([]);
    expect(said(before, logs(null))).toEqual([]);
  });

  test("that go elsewhere than before are another rule's", () => {
    expect(said(logs("shop-logs"), logs("theirs"))).toEqual([]);
  });
});

test("a state machine's record begins in a log group, and in no other account's", () => {
  const logged = (account: string) => ({
    logging_configuration: [
      { log_destination: `arn:aws:logs:us-east-1:${account}:log-group:/aws/x:*`, level: "ALL" },
    ],
  });
  const own = { arn: "arn:aws:states:us-east-1:111111111111:stateMachine:it" };
  const said = (after: Values) =>
    saidOfUpdate(sentElsewhere, "aws_sfn_state_machine.it", own, { ...own, ...after });
  expect(said(logged("222222222222"))).toEqual([
    "refused: sends to another account: arn:aws:logs:us-east-1:222222222222:log-group:/aws/x:*",
  ]);
  expect(said(logged("111111111111"))).toEqual([]);
});
