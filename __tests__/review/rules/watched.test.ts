import { describe, expect, test } from "vitest";
import { databaseConnections } from "../../../src/contract/database-class";
import { maintenanceAnswer } from "../../../src/contract/maintenance";
import { readPlan } from "../../../src/review/read/plan";
import { alarmSilenced } from "../../../src/review/rules/safety/alarm-silenced";
import { alarmWeakened } from "../../../src/review/rules/safety/alarm-weakened";
import { auditReduced } from "../../../src/review/rules/safety/audit-reduced";
import { edgeHardeningReduced } from "../../../src/review/rules/safety/edge-hardening-reduced";
import { documentOf, planOf, saidBy, saidOfUpdate, updated, type Values } from "../support/plans";

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

describe("alarm-weakened, of the alarm that silences the others", () => {
  const silencer = {
    namespace: "Slipway",
    metric_name: "Maintenance",
    comparison_operator: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    evaluation_periods: 12,
    datapoints_to_alarm: 1,
    treat_missing_data: "notBreaching",
  };
  const asked = { ...silencer, treat_missing_data: "breaching" };
  const { contentType: content_type, messageBody: message_body, statusCode } = maintenanceAnswer();
  const page = {
    action: [
      {
        type: "fixed-response",
        fixed_response: [{ content_type, message_body, status_code: statusCode }],
      },
    ],
  };
  const said = (before: Values, after: Values, rule: Values | null) =>
    saidBy(
      alarmWeakened,
      planOf(
        { address: "aws_cloudwatch_metric_alarm.it", before, after },
        ...(rule ? [{ address: "aws_lb_listener_rule.it", before: rule, after: rule }] : []),
      ),
    );

  test("notes that it rings while the page of maintenance answers, and says nothing when it ends", () => {
    expect(said(silencer, asked, page)).toEqual([
      "noted: silences the other alarms while the page of maintenance answers",
    ]);
    expect(said(asked, silencer, page)).toEqual([]);
    expect(said(asked, silencer, null)).toEqual([]);
  });

  test.each([null, { action: [{ type: "forward" }] }])(
    "refuses that it rings where no page answers (%j)",
    (rule) => {
      expect(said(silencer, asked, rule)).toEqual([
        "refused: silences the other alarms although no page of maintenance answers: `treat_missing_data` goes from notBreaching to breaching",
      ]);
    },
  );

  test.each([
    { threshold: 0 },
    { comparison_operator: "LessThanThreshold" },
    { datapoints_to_alarm: 12 },
    { evaluation_periods: 1 },
  ])("refuses another limit of it, also one at which it rings earlier: %j", (more) => {
    expect(said(silencer, { ...silencer, ...more }, null)).toEqual([
      expect.stringMatching(/^refused: silences the other alarms at something else: `/),
    ]);
  });
});

describe("alarm-weakened", () => {
  const address = "aws_cloudwatch_metric_alarm.it";
  const above = {
    comparison_operator: "GreaterThanThreshold",
    threshold: 5,
    evaluation_periods: 3,
    treat_missing_data: "breaching",
    metric_name: "HTTPCode_Target_5XX_Count",
    statistic: "Sum",
    dimensions: { LoadBalancer: "app/eec-dev/1" },
  };
  const below = { ...above, comparison_operator: "LessThanOrEqualToThreshold" };
  const said = (before: Values, more: Values, unknown: Values = {}) =>
    saidOfUpdate(alarmWeakened, address, before, { ...before, ...more }, unknown);

  test.each([
    ["above", above, { threshold: 6 }, 1],
    ["above", above, { threshold: 4 }, 0],
    ["above", above, { comparison_operator: "GreaterThanOrEqualToThreshold" }, 0],
    ["above", above, { comparison_operator: "LessThanThreshold" }, 1],
    ["below", below, { threshold: 4 }, 1],
    ["below", below, { threshold: 6 }, 0],
    ["below", below, { comparison_operator: "LessThanThreshold" }, 1],
    ["below", below, { comparison_operator: "LessThanThreshold", threshold: 6 }, 0],
    ["above", above, { comparison_operator: "GreaterThanUpperThreshold" }, 1],
  ])("of a limit that rings %s, %j with %j, says so %i times", (_, before, more, times) => {
    expect(said(before, more)).toHaveLength(times);
  });

  test("says what was and what would be, and takes a limit that is not known for the worst", () => {
    expect(said(above, { threshold: 500 })).toEqual([
      "refused: may ring later or not at all: `threshold` goes from 5 to 500",
    ]);
    expect(said(above, {}, { threshold: true })).toEqual([
      "refused: may ring later or not at all: `threshold` goes from 5 to a value that is known only after the apply",
    ]);
  });

  const among = (evaluation_periods: number, datapoints_to_alarm?: number) => ({
    ...above,
    evaluation_periods,
    datapoints_to_alarm: datapoints_to_alarm ?? null,
  });
  test.each([
    ["3 in a row", among(3), among(5), 1],
    ["3 in a row", among(3), among(2), 0],
    ["3 in a row", among(3), among(5, 3), 0],
    ["3 of 5", among(5, 3), among(3, 3), 1],
    ["3 of 5", among(5, 3), among(4, 2), 0],
    ["3 of 5", among(5, 3), among(6, 4), 1],
  ])("of an alarm after %s, %j to %j, says so or nothing", (_, before, after, times) => {
    expect(saidOfUpdate(alarmWeakened, address, before, after).length > 0).toBe(times > 0);
  });

  test("refuses that missing data no longer rings, and lets it begin to", () => {
    expect(said(above, { treat_missing_data: "notBreaching" })).toEqual([
      "refused: may ring later or not at all: `treat_missing_data` goes from breaching to notBreaching",
    ]);
    expect(
      said({ ...above, treat_missing_data: "ignore" }, { treat_missing_data: "breaching" }),
    ).toEqual([]);
  });

  test("refuses that it watches something else, also something not known yet", () => {
    expect(said(above, { metric_name: "RequestCount", statistic: "Minimum" })).toEqual([
      "refused: watches something else: `metric_name` goes from HTTPCode_Target_5XX_Count to RequestCount",
      "refused: watches something else: `statistic` goes from Sum to Minimum",
    ]);
    expect(said(above, { dimensions: { LoadBalancer: "app/other/2" } })).toHaveLength(1);
    expect(said(above, {}, { dimensions: { LoadBalancer: true } })).toHaveLength(1);
    expect(
      saidOfUpdate(
        alarmWeakened,
        "aws_cloudwatch_composite_alarm.it",
        { alarm_rule: "ALARM(a) OR ALARM(b)" },
        { alarm_rule: "ALARM(a) AND ALARM(b)" },
      ),
    ).toHaveLength(1);
  });

  test("lets its words change, an alarm be made, and one go of which others notify", () => {
    expect(said(above, { alarm_description: "Look at the log" })).toEqual([]);
    expect(saidBy(alarmWeakened, planOf({ address, after: above }))).toEqual([]);
    expect(saidBy(alarmWeakened, planOf({ address, before: above }))).toEqual([]);
  });
});

describe("audit-reduced", () => {
  test("refuses that a record ends, and that the load balancer stops logging", () => {
    expect(
      saidBy(auditReduced, planOf({ address: "aws_flow_log.it", before: { name: "it" } })),
    ).toEqual(["refused: what it recorded is no longer recorded"]);
    expect(
      saidBy(
        auditReduced,
        updated("aws_alb.alb", { access_logs: [{ enabled: true }] }, { access_logs: [] }),
      ),
    ).toHaveLength(1);
    const level = (value: string) => ({ logging_configuration: [{ level: value }] });
    expect(
      saidOfUpdate(auditReduced, "aws_sfn_state_machine.it", level("ALL"), level("OFF")),
    ).toHaveLength(1);
  });

  test("refuses that the database hands out fewer logs, and lets it hand out more", () => {
    const logs = (...enabled_cloudwatch_logs_exports: string[]) => ({
      enabled_cloudwatch_logs_exports,
    });
    expect(saidBy(auditReduced, updated("aws_db_instance.db", logs("postgresql"), logs()))).toEqual(
      ["refused: the database no longer hands out its postgresql log"],
    );
    expect(saidBy(auditReduced, updated("aws_db_instance.db", logs(), logs("postgresql")))).toEqual(
      [],
    );
  });

  test("leaves a database that goes with its logs to the rule that says so", () => {
    const before = { identifier: "it", enabled_cloudwatch_logs_exports: ["postgresql"] };
    expect(saidBy(auditReduced, planOf({ address: "aws_db_instance.it", before }))).toEqual([]);
  });
});

test("edge-hardening-reduced refuses that malformed requests are let in or the firewall goes, and lets them be stopped", () => {
  const [on, off] = [{ drop_invalid_header_fields: true }, { drop_invalid_header_fields: false }];
  expect(saidBy(edgeHardeningReduced, updated("aws_alb.alb", on, off))).toEqual([
    "refused: `drop_invalid_header_fields` goes from true to false",
  ]);
  expect(saidBy(edgeHardeningReduced, updated("aws_alb.alb", off, on))).toEqual([]);
  const mode = (desync_mitigation_mode: string) => ({ desync_mitigation_mode });
  expect(
    saidBy(edgeHardeningReduced, updated("aws_alb.alb", mode("defensive"), mode("monitor"))),
  ).toHaveLength(1);
  expect(
    saidBy(edgeHardeningReduced, updated("aws_alb.alb", mode("defensive"), mode("strictest"))),
  ).toEqual([]);
  expect(
    saidBy(
      edgeHardeningReduced,
      planOf({ address: "aws_wafv2_web_acl_association.it", before: { resource_arn: "arn:lb" } }),
    ),
  ).toEqual([
    "refused: the firewall no longer stands before the load balancer or the distribution",
  ]);
});

describe("edge-hardening-reduced, of the firewall", () => {
  const saidOf = (address: string, before: Values, after: Values, unknown: Values = {}) =>
    saidOfUpdate(edgeHardeningReduced, address, before, after, unknown);

  test("refuses another firewall, also one not known yet, and lets the same one stand", () => {
    const [address, acl] = ["aws_wafv2_web_acl_association.it", { web_acl_arn: "arn:strict" }];
    expect(saidOf(address, acl, { web_acl_arn: "arn:loose" })).toEqual([
      "refused: `web_acl_arn` goes from arn:strict to arn:loose",
    ]);
    expect(saidOf(address, acl, {}, { web_acl_arn: true })).toHaveLength(1);
    expect(saidOf(address, acl, acl)).toEqual([]);
  });

  const rule = (name: string, action: string, more: Values = {}) => ({
    name,
    action: [{ [action]: [{}] }],
    ...more,
  });
  const acl = (other: string, ...rules: Values[]) => ({
    default_action: [{ [other]: [{}] }],
    rule: rules,
  });
  const address = "aws_wafv2_web_acl.it";
  const group = (action: string, ...counted: string[]) => ({
    name: "common",
    override_action: [{ [action]: [{}] }],
    statement: [
      {
        managed_rule_group_statement: [
          {
            vendor_name: "AWS",
            name: "AWSManagedRulesCommonRuleSet",
            rule_action_override: counted.map((one) => ({
              name: one,
              action_to_use: [{ count: [{}] }],
            })),
          },
        ],
      },
    ],
  });
  const limited = (limit: number) =>
    rule("rate-limit", "block", { statement: [{ rate_based_statement: [{ limit }] }] });

  test("refuses that a rule goes, or that the rest is let in; lets a rule be added", () => {
    const now = acl("block", rule("common", "block"));
    expect(saidOf(address, now, acl("block"))).toEqual([
      "refused: the firewall's rule common goes",
    ]);
    expect(saidOf(address, now, { ...now, rule: null }, { rule: true })).toEqual([
      "refused: the firewall's rule common goes",
    ]);
    expect(saidOf(address, now, acl("allow", rule("common", "block")))).toEqual([
      "refused: the firewall lets in what none of its rules names",
    ]);
    expect(
      saidOf(address, now, acl("block", rule("new", "block"), rule("common", "block"))),
    ).toEqual([]);
  });

  test.each([
    [
      "only counts",
      rule("a", "block"),
      rule("a", "count"),
      "refused: the firewall's rule a only counts what it blocked",
    ],
    [
      "blocks again",
      rule("a", "count"),
      rule("a", "block"),
      "noted: the firewall's rule a blocks what it only counted",
    ],
    [
      "only counts as a group",
      group("none"),
      group("count"),
      "refused: the firewall's rule common only counts what it blocked",
    ],
    [
      "exempts a rule of the group",
      group("none", "SizeRestrictions_BODY"),
      group("none", "SizeRestrictions_BODY", "NoUserAgent_HEADER"),
      "refused: the firewall's rule common no longer blocks NoUserAgent_HEADER",
    ],
    [
      "blocks long bodies too",
      group("none", "SizeRestrictions_BODY"),
      group("none"),
      "noted: the firewall's rule common blocks SizeRestrictions_BODY, which it only counted",
    ],
    [
      "lets one address ask more",
      limited(100),
      limited(200),
      "refused: the firewall's rule rate-limit lets one address ask more: from 100 to 200 requests",
    ],
    [
      "lets one address ask less",
      limited(200),
      limited(100),
      "noted: the firewall's rule rate-limit lets one address ask less: from 200 to 100 requests",
    ],
    [
      "looks for something else",
      rule("a", "block", { statement: [{ geo_match_statement: [{ country_codes: ["US"] }] }] }),
      rule("a", "block", { statement: [{ geo_match_statement: [{ country_codes: ["CA"] }] }] }),
      "refused: the firewall's rule a changes",
    ],
    [
      "answers otherwise",
      rule("a", "block"),
      { name: "a", action: [{ block: [{ custom_response: [{ response_code: 200 }] }] }] },
      "refused: the firewall's rule a changes",
    ],
    [
      "asks a riddle instead",
      rule("a", "block"),
      rule("a", "challenge"),
      "refused: the firewall's rule a changes",
    ],
  ])("compares a rule that %s", (_, before, after, said) => {
    expect(saidOf(address, acl("allow", before), acl("allow", after))).toEqual([said]);
  });

  test("lets a rule have another place, and not one that lets requests in before the others", () => {
    const now = acl("allow", rule("a", "block", { priority: 0 }), limited(100));
    const moved = acl("allow", limited(100), rule("a", "block", { priority: 1 }));
    expect(saidOf(address, now, moved)).toEqual([]);
    expect(saidOf(address, now, { ...now, rule: [...now.rule, rule("office", "allow")] })).toEqual([
      "refused: the firewall's rule office lets in what a later rule would block",
    ]);
  });
});

describe("alarm-weakened beside a change that it follows", () => {
  const alarm = "aws_cloudwatch_metric_alarm.it";
  const database = (before: string, after: string) => ({
    address: "aws_db_instance.it",
    before: { identifier: "shop", instance_class: before },
    after: { identifier: "shop", instance_class: after },
  });
  const onDatabase = (
    metric_name: string,
    threshold: number,
    comparison_operator = "GreaterThanThreshold",
  ) => ({
    ...{ namespace: "AWS/RDS", metric_name, threshold, comparison_operator },
    dimensions: { DBInstanceIdentifier: "shop" },
  });
  const connections = (instanceClass: string) => databaseConnections(instanceClass) ?? 0;
  const share = (instanceClass: string, percent: number) =>
    Math.floor((connections(instanceClass) * percent) / 100);
  const said = (after: number, classAfter = "db.t4g.large") =>
    saidBy(
      alarmWeakened,
      planOf(
        {
          address: alarm,
          before: onDatabase("DatabaseConnections", share("db.t4g.medium", 80)),
          after: onDatabase("DatabaseConnections", after),
        },
        database("db.t4g.medium", classAfter),
      ),
    );

  test("notes that a limit stays the same share of what another class can do", () => {
    expect(said(share("db.t4g.large", 80))).toEqual([
      `noted: is a share of what the database's class can do, which changes too: \`threshold\` goes from ${share("db.t4g.medium", 80)} to ${share("db.t4g.large", 80)}`,
    ]);
  });

  test.each([
    ["a greater share", share("db.t4g.large", 95), "db.t4g.large"],
    ["the same class", share("db.t4g.medium", 90), "db.t4g.medium"],
    ["a class that nobody knows", share("db.t4g.large", 80), "db.x99.large"],
  ])("refuses a higher limit for %s", (_, after, instanceClass) => {
    expect(said(after, instanceClass)).toEqual([
      expect.stringMatching(/^refused: may ring later or not at all: /),
    ]);
  });

  const byTasks = (most: number) => [
    { id: "it", expression: `IF(FILL(healthy, 0) >= ${most}, used, 0)` },
  ];
  const withTasks = (scaling: number, counted: number) =>
    saidBy(
      alarmWeakened,
      planOf(
        {
          address: alarm,
          before: { metric_query: byTasks(2) },
          after: { metric_query: byTasks(counted) },
        },
        {
          address: "aws_appautoscaling_target.it",
          before: { max_capacity: 2 },
          after: { max_capacity: scaling },
        },
      ),
    );

  test("notes an expression that counts the tasks as scaling now does, and refuses any other number", () => {
    expect(withTasks(4, 4)).toEqual([
      expect.stringMatching(/^noted: counts by the greatest number of tasks, which changes too: /),
    ]);
    expect(withTasks(4, 9)).toEqual([expect.stringMatching(/^refused: watches something else: /)]);
    expect(withTasks(2, 4)).toEqual([expect.stringMatching(/^refused: watches something else: /)]);
  });
});
