import { describe, expect, test } from "vitest";
import { databaseConnections } from "../../../../src/contract/database-class";
import { maintenanceAnswer } from "../../../../src/contract/maintenance";
import { readPlan } from "../../../../src/review/read/plan";
import { alarmWeakened } from "../../../../src/review/rules/safety/alarm-weakened";
import {
  documentOf,
  type Made,
  planOf,
  saidBy,
  saidOfUpdate,
  type Values,
} from "../../support/plans";

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
    for (const it of [silencer, asked])
      expect(said(it, { ...it, ...more }, null)).toEqual([
        expect.stringMatching(/^refused: silences the other alarms at something else: `/),
      ]);
  });

  test("counts an alarm for it that was it, or becomes it, and none of another figure or namespace", () => {
    const earlier = { threshold: 0 };
    const silences =
      "refused: silences the other alarms at something else: `threshold` goes from 1 to 0";
    const [figure, namespace] = [{ metric_name: "LockSeconds" }, { namespace: "Other" }];
    for (const other of [figure, namespace]) {
      expect(said(silencer, { ...silencer, ...earlier, ...other }, null)).toContain(silences);
      expect(said({ ...silencer, ...other }, { ...silencer, ...earlier }, null)).toContain(
        silences,
      );
      expect(said({ ...silencer, ...other }, { ...silencer, ...other, ...earlier }, null)).toEqual(
        [],
      );
    }
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
    ["above", above, { threshold: "5" }, 0],
    ["above", above, { threshold: "6" }, 1],
    ["above", above, { threshold: null }, 1],
    [
      "at it",
      { ...above, comparison_operator: "GreaterThanOrEqualToThreshold" },
      { threshold: "5" },
      0,
    ],
    [
      "at it",
      { ...above, comparison_operator: "GreaterThanOrEqualToThreshold" },
      { comparison_operator: "GreaterThanThreshold" },
      1,
    ],
    [
      "beside a band",
      { ...above, comparison_operator: "GreaterThanUpperThreshold" },
      { threshold: 6 },
      1,
    ],
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
    ["3 in a row", among(3, 0), among(3, 3), 0],
    ["3 in a row", among(3, 3), among(3, 0), 0],
    ["1 of 5", among(5, 1), among(5, 3), 1],
    ["5 in a row", among(5), among(5, 1), 0],
  ])("of an alarm after %s, %j to %j, says so or nothing", (_, before, after, times) => {
    expect(saidOfUpdate(alarmWeakened, address, before, after).length > 0).toBe(times > 0);
  });

  test("names which of the two numbers makes it slower", () => {
    const may = "refused: may ring later or not at all:";
    expect(saidOfUpdate(alarmWeakened, address, among(5, 2), among(5, 3))).toEqual([
      `${may} \`datapoints_to_alarm\` goes from 2 to 3`,
    ]);
    expect(saidOfUpdate(alarmWeakened, address, among(5, 2), among(4, 2))).toEqual([
      `${may} \`evaluation_periods\` goes from 5 to 4`,
    ]);
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

  test.each([
    "metric_name",
    "namespace",
    "dimensions",
    "statistic",
    "extended_statistic",
    "period",
    "unit",
    "metric_query",
    "threshold_metric_id",
    "evaluate_low_sample_count_percentiles",
  ])("refuses that it watches another %s", (name) => {
    expect(said({ ...above, [name]: "this" }, { [name]: "that" })).toEqual([
      `refused: watches something else: \`${name}\` goes from this to that`,
    ]);
  });

  test.each(["alarm_rule", "actions_suppressor"])(
    "refuses that an alarm of others has another %s, and looks at no limit of it",
    (name) => {
      const composite = "aws_cloudwatch_composite_alarm.it";
      expect(
        saidOfUpdate(
          alarmWeakened,
          composite,
          { [name]: "this", threshold: 1 },
          { [name]: "that", threshold: 2 },
        ),
      ).toEqual([`refused: watches something else: \`${name}\` goes from this to that`]);
    },
  );

  test("lets the provider fill in what nobody sets, also for an alarm that is made again, and refuses the same where somebody does", () => {
    const { statistic: _, ...unset } = above;
    const plan = (actions: string[], after: Values, expressions: Values) => {
      const unknown = "statistic" in after ? {} : { statistic: true };
      const document = documentOf({ address, before: above, after, unknown, actions });
      for (const block of document.configuration.root_module.resources)
        block.expressions = expressions;
      return saidBy(alarmWeakened, readPlan(document, "test"));
    };
    for (const actions of [["update"], ["delete", "create"]]) {
      expect(plan(actions, unset, {})).toEqual([]);
      expect(plan(actions, unset, { statistic: {} })).toEqual([
        "refused: watches something else: `statistic` goes from Sum to a value that is known only after the apply",
      ]);
      expect(plan(actions, { ...above, statistic: "Minimum" }, {})).toEqual([
        "refused: watches something else: `statistic` goes from Sum to Minimum",
      ]);
    }
  });

  test("lets its words change, an alarm be made, and one go of which others notify", () => {
    expect(said(above, { alarm_description: "Look at the log" })).toEqual([]);
    expect(saidBy(alarmWeakened, planOf({ address, after: above }))).toEqual([]);
    expect(saidBy(alarmWeakened, planOf({ address, before: above }))).toEqual([]);
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
    ["the same class, by one", share("db.t4g.medium", 80) + 1, "db.t4g.medium"],
    ["more than rounding down explains", share("db.t4g.large", 80) + 3, "db.t4g.large"],
    ["a class that nobody knows", share("db.t4g.large", 80), "db.x99.large"],
  ])("refuses a higher limit for %s", (_, after, instanceClass) => {
    expect(said(after, instanceClass)).toEqual([
      expect.stringMatching(/^refused: may ring later or not at all: /),
    ]);
  });

  test("notes it as far as rounding down explains", () => {
    expect(said(share("db.t4g.large", 80) + 2)).toEqual([expect.stringMatching(/^noted: /)]);
  });

  const shared = {
    before: onDatabase("DatabaseConnections", share("db.t4g.medium", 80)),
    after: onDatabase("DatabaseConnections", share("db.t4g.large", 80)),
  };
  const grows = database("db.t4g.medium", "db.t4g.large");
  const beside = (alarmOf: { before: Values; after: Values }, ...others: Made[]) =>
    saidBy(alarmWeakened, planOf({ address: alarm, ...alarmOf }, ...others));

  test("notes the same of its memory, which is watched from below", () => {
    const free = (gib: number) =>
      onDatabase("FreeableMemory", gib * 1024 ** 3, "LessThanThreshold");
    const shrinks = database("db.t4g.large", "db.t4g.medium");
    expect(beside({ before: free(0.8), after: free(0.4) }, shrinks)).toEqual([
      expect.stringMatching(/^noted: is a share of what the database's class can do/),
    ]);
    expect(beside({ before: free(0.8), after: free(0.3) }, shrinks)).toEqual([
      expect.stringMatching(/^refused: may ring later or not at all: /),
    ]);
  });

  const sameOf = (more: Values) => ({
    before: { ...shared.before, ...more },
    after: { ...shared.after, ...more },
  });
  test.each<[string, { before: Values; after: Values }, Made[]]>([
    ["no database changes", shared, []],
    ["another one does", sameOf({ dimensions: { DBInstanceIdentifier: "other" } }), [grows]],
    ["something of its name does", shared, [{ ...grows, address: "aws_other.it" }]],
    ["it counts nothing that a class has", sameOf({ metric_name: "CPUUtilization" }), [grows]],
    ["it watches no database", sameOf({ namespace: "AWS/Other" }), [grows]],
    [
      "it compares otherwise too",
      {
        before: { ...shared.before, comparison_operator: "GreaterThanOrEqualToThreshold" },
        after: shared.after,
      },
      [grows],
    ],
    ["the limit was none", { ...shared, before: { ...shared.before, threshold: null } }, [grows]],
  ])("refuses a higher limit where %s", (_, alarmOf, others) => {
    expect(beside(alarmOf, ...others)).toContainEqual(
      expect.stringMatching(/^refused: may ring later or not at all: `threshold` /),
    );
  });

  const byTasks = (most: number) => [
    { id: "it", expression: `IF(FILL(healthy, 0) >= ${most}, used, 0)` },
  ];
  const withTasks = (scaling: number, counted: number, scaled = "aws_appautoscaling_target.it") =>
    saidBy(
      alarmWeakened,
      planOf(
        {
          address: alarm,
          before: { metric_query: byTasks(2) },
          after: { metric_query: byTasks(counted) },
        },
        {
          address: scaled,
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
    expect(withTasks(4, 4, "aws_other.it")).toEqual([
      expect.stringMatching(/^refused: watches something else: /),
    ]);
  });
});
