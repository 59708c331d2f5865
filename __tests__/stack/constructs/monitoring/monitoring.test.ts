import { describe, expect, test } from "vitest";
import { deliveryOf } from "../../../../src/config/delivery-of";
import type { Environment } from "../../../../src/config/schema";
import { alarms } from "../../../../src/contract/alarms";
import { exampleEnvironment } from "../../../support/example-environment";
import { exampleWith } from "../../../support/example-with";
import {
  monitoredElsewhere,
  monitoredEnvironment,
  monitoringSection,
} from "../../../support/monitored";
import { statement, synthesizeEnvironment } from "../../../support/synth";

const looked = { "delivery.dailyLook": true };
const own = synthesizeEnvironment(monitoredEnvironment(looked));
const elsewhere = synthesizeEnvironment(monitoredElsewhere());

const composites = own.all("aws_cloudwatch_composite_alarm");
const measured = own.all("aws_cloudwatch_metric_alarm");
const addressOf = (id: string) => `monitoring_${id.replaceAll("-", "_")}`;
const name = (type: string, id: string) => `\${${type}.${addressOf(id)}.alarm_name}`;

/** Alarms that ring by themselves; RDS reports its events, and delivery's alarms are older. */
const ringing = alarms.filter(
  ({ id, notifies }) => notifies !== "delivery" && id !== "database-events",
);

test.each(ringing)("$id notifies who it says, with what to do", ({ id, notifies, means }) => {
  const topic = [`\${aws_sns_topic.monitoring_${notifies}.arn}`];
  const alarm = composites[addressOf(id)];
  expect(alarm).toMatchObject({
    alarm_name: `shop-dev-${id}`,
    alarm_actions: topic,
    ok_actions: topic,
  });
  const [meaning, first, then] = String(alarm?.["alarm_description"]).split("\n");
  expect(meaning).toBe(means);
  expect(first).toMatch(/^First: (npx slipway|aws) [a-z]/);
  expect(then).toBe(`Then: https://git.example.gov/slipway/docs/runbook.md#${id}`);
  expect(String(alarm?.["alarm_description"]).length).toBeLessThanOrEqual(1024);
});

test.each(["delivery-broken-off", "delivery-undelivered"])("%s says what to do too", (id) => {
  const alarm = own.resource(
    `aws_cloudwatch_metric_alarm.${id.replaceAll("-", "_").replace("delivery_", "delivery_alarm_")}`,
  );
  const text = alarms.find((one) => one.id === id);
  expect(alarm["alarm_name"]).toBe(`shop-dev-${id}`);
  expect(String(alarm["alarm_description"])).toContain(`${text?.means}\nFirst: `);
  expect(String(alarm["alarm_description"])).toContain(
    `\nThen: https://git.example.gov/slipway/docs/runbook.md#${id}`,
  );
});

test("a daily look has an alarm only where there are both", () => {
  const named = (environment: Parameters<typeof synthesizeEnvironment>[0]) =>
    Object.keys(synthesizeEnvironment(environment).all("aws_cloudwatch_metric_alarm")).filter(
      (address) => address.includes("look"),
    );
  expect(named(monitoredEnvironment(looked))).toEqual(["monitoring_daily_look_measured"]);
  expect(named(monitoredEnvironment())).toEqual([]);
  expect(named(exampleWith(looked))).toEqual([]);
});

test("nothing rings that has no row: the others notify nobody, and only silence", () => {
  const known = ringing.map(({ id }) => addressOf(id));
  expect(Object.keys(composites).filter((one) => !known.includes(one))).toEqual([
    "monitoring_silence",
  ]);
  expect(composites["monitoring_silence"]).toMatchObject({
    alarm_name: "shop-dev-silence",
    alarm_rule: `ALARM("${name("aws_cloudwatch_composite_alarm", "down")}") OR ALARM("${name("aws_cloudwatch_metric_alarm", "maintenance")}")`,
  });
  expect(composites["monitoring_silence"]).not.toHaveProperty("alarm_actions");
  expect(composites["monitoring_silence"]).not.toHaveProperty("ok_actions");
});

test("what measures notifies nobody, so that another alarm can silence what rings with it", () => {
  const parts = Object.entries(measured).filter(([address]) => address.startsWith("monitoring_"));
  expect(parts.map(([address]) => address).sort()).toEqual(
    [
      "monitoring_maintenance",
      "monitoring_meant_to_run",
      "monitoring_no_healthy_task",
      ...ringing.filter(({ id }) => id !== "down").map(({ id }) => `${addressOf(id)}_measured`),
    ].sort(),
  );
  for (const [address, part] of parts) {
    const end = address.slice("monitoring_".length).replaceAll("_", "-");
    expect(part["alarm_name"]).toBe(`shop-dev-${end}`);
    const actions = Object.keys(part).filter((argument) => argument.endsWith("_actions"));
    expect(actions, address).toEqual([]);
  }
});

test("past what silences only the deployer's own two alarms notify, with the section as without", () => {
  const notifying = (alarms: typeof measured) =>
    Object.entries(alarms).flatMap(([address, alarm]) =>
      "alarm_actions" in alarm || "ok_actions" in alarm ? [address] : [],
    );
  const own = ["delivery_alarm_broken_off", "delivery_alarm_undelivered"];
  expect(notifying(measured).sort()).toEqual(own);
  const plain = synthesizeEnvironment(exampleEnvironment());
  expect(notifying(plain.all("aws_cloudwatch_metric_alarm")).sort()).toEqual(own);
});

test("down is: no task answers, although the service is meant to run", () => {
  expect(composites["monitoring_down"]?.["alarm_rule"]).toBe(
    `ALARM("${name("aws_cloudwatch_metric_alarm", "no-healthy-task")}") AND ALARM("${name("aws_cloudwatch_metric_alarm", "meant-to-run")}")`,
  );
});

test.each(["few-tasks", "schedule", "daily-look"])(
  "%s is quiet in a new environment, where nothing is meant to run yet",
  (id) => {
    expect(composites[addressOf(id)]?.["alarm_rule"]).toBe(
      `ALARM("${name("aws_cloudwatch_metric_alarm", `${id}-measured`)}") AND ALARM("${name("aws_cloudwatch_metric_alarm", "meant-to-run")}")`,
    );
  },
);

test("maintenance silences that it is down, and either silences all others", () => {
  const suppressors = Object.entries(composites).map(([address, alarm]) => [
    address,
    (alarm["actions_suppressor"] as { alarm?: string } | undefined)?.alarm,
  ]);
  const others = ringing.filter(({ id }) => id !== "down").map(({ id }) => addressOf(id));
  expect(Object.fromEntries(suppressors)).toEqual({
    monitoring_down: name("aws_cloudwatch_metric_alarm", "maintenance"),
    monitoring_silence: undefined,
    ...Object.fromEntries(
      others.map((one) => [one, name("aws_cloudwatch_composite_alarm", "silence")]),
    ),
  });
});

test("what rings waits two minutes for what silences it, and stays silent for three after it", () => {
  for (const { id } of ringing) {
    expect(composites[addressOf(id)]?.["actions_suppressor"], id).toMatchObject({
      wait_period: 120,
      extension_period: 180,
    });
  }
});

// One of each comparison, and of what missing data is taken for.
test.each([
  ["errors-measured", "GreaterThanThreshold", 3, 5, "notBreaching"],
  ["no-healthy-task", "LessThanThreshold", 2, 3, "breaching"],
  ["not-released-measured", "GreaterThanOrEqualToThreshold", 1, 1, "ignore"],
])("%s rings at what is %s, after %i of %i values", (id, comparison, values, of, missing) => {
  expect(measured[addressOf(id)]).toMatchObject({
    comparison_operator: comparison,
    datapoints_to_alarm: values,
    evaluation_periods: of,
    treat_missing_data: missing,
  });
});

test("a file that asks for maintenance silences its alarms as long as it does, and changes no other alarm", () => {
  const alarmsOf = (environment: Environment) => {
    const made = synthesizeEnvironment(environment);
    return {
      ...made.all("aws_cloudwatch_metric_alarm"),
      ...made.all("aws_cloudwatch_composite_alarm"),
    };
  };
  const open = monitoredEnvironment();
  const loadBalancer = { ...open.loadBalancer, maintenance: true };
  expect(alarmsOf({ ...open, loadBalancer })).toEqual({
    ...alarmsOf(open),
    monitoring_maintenance: {
      ...alarmsOf(open)["monitoring_maintenance"],
      alarm_description: "The environment's file asks for maintenance: its alarms notify nobody.",
      treat_missing_data: "breaching",
    },
  });
});

describe("figures", () => {
  const targets = {
    LoadBalancer: "${aws_lb.load_balancer.arn_suffix}",
    TargetGroup: "${aws_lb_target_group.service_targets.arn_suffix}",
  };
  const service = { ClusterName: "shop-dev", ServiceName: "shop-dev" };
  const database = { DBInstanceIdentifier: "shop-dev" };

  test.each([
    ["no-healthy-task", "AWS/ApplicationELB", "HealthyHostCount", "Maximum", targets, 60],
    ["few-tasks-measured", "AWS/ApplicationELB", "HealthyHostCount", "Maximum", targets, 60],
    ["meant-to-run", "ECS/ContainerInsights", "DesiredTaskCount", "Minimum", service, 60],
    ["maintenance", "Slipway", "Maintenance", "Maximum", { Environment: "shop-dev" }, 300],
    ["database-storage-measured", "AWS/RDS", "FreeStorageSpace", "Minimum", database, 300],
    ["database-memory-measured", "AWS/RDS", "FreeableMemory", "Average", database, 300],
    ["database-cpu-measured", "AWS/RDS", "CPUUtilization", "Average", database, 300],
    ["database-connections-measured", "AWS/RDS", "DatabaseConnections", "Maximum", database, 300],
    [
      "schedule-measured",
      "Slipway",
      "LockSeconds", // of the schedule's own runs alone
      "SampleCount",
      { Environment: "shop-dev" },
      900,
    ],
    [
      "daily-look-measured",
      "AWS/States",
      "ExecutionsSucceeded",
      "Sum",
      {
        StateMachineArn:
          "arn:aws:states:us-east-1:111111111111:stateMachine:shop-dev-delivery-look",
      },
      3600,
    ],
    [
      "certificate-measured",
      "AWS/CertificateManager",
      "DaysToExpiry",
      "Minimum",
      {
        CertificateArn: "${aws_acm_certificate_validation.certificate_validated.certificate_arn}",
      },
      86_400,
    ],
  ])("%s watches %s %s", (id, namespace, metric, statistic, dimensions, period) => {
    expect(measured[addressOf(id)]).toMatchObject({
      ...{ namespace, statistic, dimensions, period },
      metric_name: metric,
    });
  });

  test.each([
    [
      "errors",
      {
        requests: ["RequestCount", "Sum", targets],
        errors: ["HTTPCode_Target_5XX_Count", "Sum", targets],
      },
    ],
    [
      "load-balancer-errors",
      {
        requests: ["RequestCount", "Sum", { LoadBalancer: targets.LoadBalancer }],
        errors: ["HTTPCode_ELB_5XX_Count", "Sum", { LoadBalancer: targets.LoadBalancer }],
      },
    ],
    [
      "slow",
      {
        requests: ["RequestCount", "Sum", targets],
        latency: ["TargetResponseTime", "p95", targets],
      },
    ],
    [
      "cpu",
      {
        healthy: ["HealthyHostCount", "Maximum", targets],
        used: ["CPUUtilization", "Average", service],
      },
    ],
    [
      "memory",
      {
        healthy: ["HealthyHostCount", "Maximum", targets],
        used: ["MemoryUtilization", "Average", service],
      },
    ],
  ])(
    "%s is computed from these figures, each over a minute, and one result is watched",
    (id, figures) => {
      const alarm = measured[addressOf(`${id}-measured`)];
      const queries = alarm?.["metric_query"] as readonly Query[];
      const found = queries.flatMap(({ id: figure, metric }) =>
        metric ? [[figure, [metric.metric_name, metric.stat, metric.dimensions]]] : [],
      );
      expect(Object.fromEntries(found)).toEqual(figures);
      expect(queries.flatMap(({ metric }) => (metric ? [metric.period] : []))).toEqual([60, 60]);
      expect(queries.filter(({ return_data }) => return_data)).toEqual([
        {
          id: "watched",
          return_data: true,
          label: expect.stringMatching(/^(Percent|Seconds) /),
          expression: expect.stringContaining("FILL("),
        },
      ]);
    },
  );
});

interface Query {
  readonly id: string;
  readonly return_data?: boolean;
  readonly metric?: {
    readonly metric_name: string;
    readonly stat: string;
    readonly period: number;
    readonly dimensions: Readonly<Record<string, string>>;
  };
}

test("limits are those of the file", () => {
  const thresholds = Object.fromEntries(
    Object.entries(measured)
      .filter(([address]) => address.endsWith("_measured"))
      .map(([address, { threshold }]) => [
        address.slice("monitoring_".length, -"_measured".length),
        threshold,
      ]),
  );
  expect(thresholds).toEqual({
    errors: 5,
    load_balancer_errors: 5,
    slow: 2,
    few_tasks: 1,
    cpu: 90,
    memory: 85,
    database_storage: 5 * 1024 ** 3,
    database_memory: (4 * 1024 ** 3) / 10,
    database_cpu: 90,
    database_connections: 288, // four fifths of about 360
    certificate: 30,
    schedule: 1,
    daily_look: 1,
    stuck_lock: 18_000, // as long as an execution of this environment's deployer may last
    not_released: 3,
  });
});

test("the topics are encrypted, and admit the environment's alarms alone, and RDS for its database", () => {
  for (const kind of ["pages", "mails"]) {
    const { depends_on: _, ...topic } = own.resource(`aws_sns_topic.monitoring_${kind}`);
    expect(topic).toEqual({
      name: `shop-dev-${kind}`,
      kms_master_key_id: "${aws_kms_key.encryption.arn}",
    });
    const { policy } = own.resource(`aws_sns_topic_policy.monitoring_${kind}_policy`);
    expect(statement(policy, "AlarmsOfThisEnvironment")).toMatchObject({
      Resource: `arn:aws:sns:us-east-1:111111111111:shop-dev-${kind}`,
      Condition: {
        StringEquals: { "aws:SourceAccount": "111111111111" },
        ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:us-east-1:111111111111:alarm:shop-dev-*" },
      },
    });
  }
  const { policy } = own.resource("aws_sns_topic_policy.monitoring_mails_policy");
  expect(statement(policy, "EventsOfTheDatabase")).toEqual({
    Sid: "EventsOfTheDatabase",
    Effect: "Allow",
    Principal: { Service: "events.rds.amazonaws.com" },
    Action: "sns:Publish",
    Resource: "arn:aws:sns:us-east-1:111111111111:shop-dev-mails",
    Condition: {
      StringEquals: { "aws:SourceAccount": "111111111111" },
      ArnLike: {
        "aws:SourceArn": [
          "arn:aws:rds:us-east-1:111111111111:db:shop-dev",
          "arn:aws:rds:us-east-1:111111111111:es:shop-dev-database",
        ],
      },
    },
  });
});

test.each([
  [
    "pages",
    [
      "on-call@example.gov",
      "https://pager.example.gov/hook",
      "arn:aws:sqs:us-east-1:111111111111:pages",
    ],
  ],
  [
    "mails",
    [
      "shop-team@example.gov",
      "https://chat.example.gov/hook",
      "arn:aws:sqs:us-east-1:111111111111:mails",
    ],
  ],
])("%s go to whom the file says", (kind, endpoints) => {
  const topic = `\${aws_sns_topic.monitoring_${kind}.arn}`;
  const subscribed = Object.values(own.all("aws_sns_topic_subscription"));
  expect(
    subscribed.filter(({ topic_arn }) => topic_arn === topic).map(({ endpoint }) => endpoint),
  ).toEqual(endpoints);
});

test("RDS reports what happens to the database, once it is there and may publish", () => {
  expect(own.only("aws_db_event_subscription")).toEqual({
    name: "shop-dev-database",
    sns_topic: "${aws_sns_topic.monitoring_mails.arn}",
    source_type: "db-instance",
    source_ids: ["${aws_db_instance.database.identifier}"],
    event_categories: ["availability", "failover", "failure", "low storage", "recovery"],
    depends_on: expect.arrayContaining(["aws_sns_topic_policy.monitoring_mails_policy"]),
  });
});

test("what others own is not watched for them: their database, and the load balancer's own errors", () => {
  const unlooked = synthesizeEnvironment(monitoredEnvironment());
  const missing = Object.keys(unlooked.all("aws_cloudwatch_composite_alarm")).filter(
    (address) => !Object.keys(elsewhere.all("aws_cloudwatch_composite_alarm")).includes(address),
  );
  expect(missing).toEqual([
    "monitoring_load_balancer_errors",
    "monitoring_database_storage",
    "monitoring_database_memory",
    "monitoring_database_cpu",
    "monitoring_database_connections",
  ]);
  expect(elsewhere.all("aws_db_event_subscription")).toEqual({});
  expect(elsewhere.text().includes("events.rds.amazonaws.com")).toBe(false);
});

test("a plan fails where another's cluster does not count the tasks that should run", () => {
  const cluster = elsewhere.allData("aws_ecs_cluster")["counted_tasks"];
  expect(cluster).toMatchObject({ cluster_name: "shared" });
  expect(JSON.stringify(cluster?.["lifecycle"])).toContain(
    "monitoring needs Container Insights on cluster shared",
  );
  expect(own.allData("aws_ecs_cluster")).toEqual({});
});

test("without the section there is none of it", () => {
  const without = synthesizeEnvironment(exampleWith({}));
  expect(without.addresses().filter((one) => one.includes(".monitoring_"))).toEqual([]);
  expect(without.text().includes("events.rds.amazonaws.com")).toBe(false);
});

test("text in the runbook's address that means something to Terraform stays what it is", () => {
  const runbookUrl = "https://git.example.gov/${branch}/runbook.md";
  const made = synthesizeEnvironment(
    monitoredEnvironment({ monitoring: { ...monitoringSection(), runbookUrl } }),
  );
  const alarm = made.resource("aws_cloudwatch_composite_alarm.monitoring_down");
  expect(alarm["alarm_description"]).toContain(
    "https://git.example.gov/$${branch}/runbook.md#down",
  );
});

describe("ECS rolls a release back on", () => {
  const blockOf = (synthesized: ReturnType<typeof synthesizeEnvironment>) =>
    synthesized.only("aws_ecs_service")["alarms"];
  const rolledBackOn = (...ids: string[]) => ({
    enable: true,
    rollback: true,
    alarm_names: ids.map((id) => name("aws_cloudwatch_metric_alarm", `${id}-measured`)),
  });

  test("the parts of what users feel, which are metric alarms and made before the service", () => {
    expect(blockOf(own)).toEqual(rolledBackOn("errors", "load-balancer-errors", "slow"));
  });

  test("its own application's errors and latency alone, where others' requests come through the load balancer", () => {
    expect(blockOf(elsewhere)).toEqual(rolledBackOn("errors", "slow"));
  });

  test("the alarms of which the deployer says whether they rang", () => {
    for (const [environment, synthesized] of [
      [monitoredEnvironment(looked), own],
      [monitoredElsewhere(), elsewhere],
    ] as const) {
      const named = synthesized.only("aws_ecs_service")["alarms"] as { alarm_names: string[] };
      const names = named.alarm_names.map((reference) => {
        const [, address] = /^\$\{aws_cloudwatch_metric_alarm\.(\w+)\.alarm_name\}$/.exec(
          reference,
        ) as unknown as [string, string];
        return synthesized.all("aws_cloudwatch_metric_alarm")[address]?.["alarm_name"];
      });
      expect(deliveryOf(environment).settings.rolloutAlarms).toEqual(names);
    }
  });

  test("nothing unless the file says so, and then nothing else changes but the deployer, its policy, and what the apply role reads", () => {
    const section = monitoringSection();
    const { rollBack: _, ...without } = section.requests;
    const off = [without, { ...without, rollBack: false }].map((requests) =>
      synthesizeEnvironment(exampleWith({ ...looked, monitoring: { ...section, requests } })),
    );
    expect(off[0]?.only("aws_ecs_service")).not.toHaveProperty("alarms");
    // What is off is sent to ECS as off: left out, it would keep the alarms that it watches.
    const { alarms: none, ...service } = off[1]?.only("aws_ecs_service") ?? {};
    expect(none).toEqual({ ...(blockOf(own) as object), enable: false, rollback: false });
    expect(service).toEqual(off[0]?.only("aws_ecs_service"));
    const changed = own
      .addresses()
      .filter(
        (address) =>
          JSON.stringify(own.resource(address)) !== JSON.stringify(off[0]?.resource(address)),
      );
    expect(changed).toEqual([
      "aws_ecs_service.service",
      "aws_iam_policy.access_apply_policy_6",
      "aws_iam_role_policy.delivery_role_policy",
      "aws_sfn_state_machine.delivery",
      "aws_sfn_state_machine.delivery_clean_up",
    ]);
  });
});
