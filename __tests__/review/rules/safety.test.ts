import { describe, expect, test } from "vitest";
import { readPlan } from "../../../src/review/read/plan";
import { alarmSilenced } from "../../../src/review/rules/safety/alarm-silenced";
import { alarmWeakened } from "../../../src/review/rules/safety/alarm-weakened";
import { auditReduced } from "../../../src/review/rules/safety/audit-reduced";
import { backupsReduced } from "../../../src/review/rules/safety/backups-reduced";
import { containerLoosened } from "../../../src/review/rules/safety/container-loosened";
import { deletionProtectionRemoved } from "../../../src/review/rules/safety/deletion-protection-removed";
import { deliveryCut } from "../../../src/review/rules/safety/delivery-cut";
import { deliveryStepsRemoved } from "../../../src/review/rules/safety/delivery-steps-removed";
import { edgeHardeningReduced } from "../../../src/review/rules/safety/edge-hardening-reduced";
import { encryptionReduced } from "../../../src/review/rules/safety/encryption-reduced";
import { imageOutsideDelivery } from "../../../src/review/rules/safety/image-outside-delivery";
import { keyLockedOut } from "../../../src/review/rules/safety/key-locked-out";
import { leftUnmanaged } from "../../../src/review/rules/safety/left-unmanaged";
import { rollbackWeakened } from "../../../src/review/rules/safety/rollback-weakened";
import { scanWeakened } from "../../../src/review/rules/safety/scan-weakened";
import { secretInPlainText } from "../../../src/review/rules/safety/secret-in-plain-text";
import { containers, unknownContainers } from "../support/containers";
import {
  type Document,
  documentOf,
  entryOf,
  fixturePlan,
  type Made,
  planOf,
  saidBy,
  saidOfUpdate,
  updated,
  type Values,
} from "../support/plans";

describe("deletion-protection-removed", () => {
  const db = "aws_db_instance.db";

  test("refuses that protection goes off or becomes unknown, and lets it go on", () => {
    const on = { deletion_protection: true };
    const off = { deletion_protection: false };
    expect(saidBy(deletionProtectionRemoved, updated(db, on, off))).toEqual([
      "refused: `deletion_protection` goes from true to false",
    ]);
    expect(
      saidBy(deletionProtectionRemoved, updated(db, on, { deletion_protection: null })),
    ).toEqual(["refused: `deletion_protection` goes from true to unset"]);
    expect(
      saidBy(deletionProtectionRemoved, updated(db, on, {}, { deletion_protection: true })),
    ).toEqual([
      "refused: `deletion_protection` goes from true to a value that only the apply will tell",
    ]);
    expect(saidBy(deletionProtectionRemoved, updated(db, off, on))).toEqual([]);
  });

  test("knows the load balancer by both of its names", () => {
    const [on, off] = [{ enable_deletion_protection: true }, { enable_deletion_protection: false }];
    expect(saidBy(deletionProtectionRemoved, updated("aws_alb.alb", on, off))).toHaveLength(1);
    expect(saidOfUpdate(deletionProtectionRemoved, "aws_lb.it", on, off)).toHaveLength(1);
  });

  test.each([
    ["aws_s3_bucket.it", { force_destroy: false }, { force_destroy: true }],
    ["aws_ecr_repository.it", { force_delete: false }, { force_delete: true }],
    ["aws_ecs_service.it", { force_delete: false }, { force_delete: true }],
    ["aws_kms_key.it", { deletion_window_in_days: 30 }, { deletion_window_in_days: 7 }],
    [
      "aws_secretsmanager_secret.it",
      { recovery_window_in_days: 30 },
      { recovery_window_in_days: 0 },
    ],
    [
      "aws_dynamodb_table.it",
      { deletion_protection_enabled: true },
      { deletion_protection_enabled: false },
    ],
  ])("refuses to make %s easier to lose, and lets the way back pass", (address, safe, unsafe) => {
    expect(saidOfUpdate(deletionProtectionRemoved, address, safe, unsafe)).toHaveLength(1);
    expect(saidOfUpdate(deletionProtectionRemoved, address, unsafe, safe)).toEqual([]);
  });

  test("notes what a first plan makes without protection, and is silent when it has it", () => {
    expect(saidBy(deletionProtectionRemoved, fixturePlan("create"))).toEqual([
      "noted: starts with `enable_deletion_protection` false",
      "noted: starts with `deletion_protection` unset",
    ]);
    expect(
      saidBy(
        deletionProtectionRemoved,
        planOf({ address: "aws_db_instance.it", after: { deletion_protection: true } }),
      ),
    ).toEqual([]);
  });
});

describe("backups-reduced", () => {
  const db = "aws_db_instance.db";
  test.each([
    [
      { backup_retention_period: 7 },
      { backup_retention_period: 0 },
      "`backup_retention_period` goes from 7 to 0",
    ],
    [
      { backup_retention_period: 35 },
      { backup_retention_period: 7 },
      "`backup_retention_period` goes from 35 to 7",
    ],
    [
      { skip_final_snapshot: false },
      { skip_final_snapshot: true },
      "`skip_final_snapshot` goes from false to true",
    ],
    [
      { delete_automated_backups: false },
      { delete_automated_backups: true },
      "`delete_automated_backups` goes from false to true",
    ],
  ])("refuses a database's %j becoming %j, and lets the way back pass", (more, less, what) => {
    expect(saidBy(backupsReduced, updated(db, more, less))).toEqual([`refused: ${what}`]);
    expect(saidBy(backupsReduced, updated(db, less, more))).toEqual([]);
  });

  test("counts a retention that is not known before the apply as none", () => {
    expect(
      saidBy(
        backupsReduced,
        updated(db, { backup_retention_period: 7 }, {}, { backup_retention_period: true }),
      ),
    ).toHaveLength(1);
  });

  test("refuses that versions of a bucket stop", () => {
    const versions = (status: string) => ({ versioning_configuration: [{ status }] });
    const address = "aws_s3_bucket_versioning.it";
    expect(
      saidOfUpdate(backupsReduced, address, versions("Enabled"), versions("Suspended")),
    ).toHaveLength(1);
    expect(
      saidOfUpdate(backupsReduced, address, versions("Suspended"), versions("Enabled")),
    ).toEqual([]);
    expect(saidBy(backupsReduced, planOf({ address, before: versions("Enabled") }))).toEqual([
      "refused: the bucket no longer keeps old versions",
    ]);
  });
});

describe("encryption-reduced", () => {
  test("refuses the database that loses its encryption, and lets one gain it", () => {
    expect(saidBy(encryptionReduced, fixturePlan("database-replaced"))).toEqual([
      "refused: `storage_encrypted` goes from true to false",
    ]);
    expect(
      saidBy(
        encryptionReduced,
        updated("aws_db_instance.db", { storage_encrypted: false }, { storage_encrypted: true }),
      ),
    ).toEqual([]);
  });

  test("refuses that logs lose their key, and that a key is no longer turned over", () => {
    expect(
      saidBy(
        encryptionReduced,
        updated("aws_cloudwatch_log_group.logs", { kms_key_id: "arn:key" }, { kms_key_id: null }),
      ),
    ).toHaveLength(1);
    expect(
      saidBy(
        encryptionReduced,
        updated("aws_cloudwatch_log_group.logs", { kms_key_id: null }, { kms_key_id: "arn:key" }),
      ),
    ).toEqual([]);
    expect(
      saidOfUpdate(
        encryptionReduced,
        "aws_kms_key.it",
        { enable_key_rotation: true },
        { enable_key_rotation: false },
      ),
    ).toHaveLength(1);
  });

  test("refuses a database that accepts connections without TLS", () => {
    const force = (value: string) => ({
      parameter: [
        { name: "log_statement", value: "ddl" },
        { name: "rds.force_ssl", value },
      ],
    });
    const address = "aws_db_parameter_group.it";
    expect(saidOfUpdate(encryptionReduced, address, force("1"), force("0"))).toEqual([
      "refused: the database accepts connections without TLS (rds.force_ssl)",
    ]);
    expect(saidOfUpdate(encryptionReduced, address, force("0"), force("1"))).toEqual([]);
    expect(saidBy(encryptionReduced, planOf({ address, after: force("0") }))).toHaveLength(1);
    expect(saidBy(encryptionReduced, planOf({ address, after: force("1") }))).toEqual([]);
  });

  test("refuses that the parameter which requires TLS is dropped or not known yet", () => {
    const address = "aws_db_parameter_group.it";
    const forced = { parameter: [{ name: "rds.force_ssl", value: "1" }] };
    const said = (after: Values, unknown: Values = {}) =>
      saidOfUpdate(encryptionReduced, address, forced, after, unknown);
    expect(said({ parameter: [{ name: "log_statement", value: "ddl" }] })).toEqual([
      "refused: the database accepts connections without TLS (rds.force_ssl is not said)",
    ]);
    const unknown =
      "refused: the database accepts connections without TLS (rds.force_ssl is not known yet)";
    expect(said({}, { parameter: true })).toEqual([unknown]);
    expect(
      said({ parameter: [{ name: "rds.force_ssl" }] }, { parameter: [{ value: true }] }),
    ).toEqual([unknown]);
    const other = { parameter: [{ name: "log_statement", value: "all" }] };
    expect(saidOfUpdate(encryptionReduced, address, other, { parameter: [] })).toEqual([]);
  });

  describe("of a database that gets other parameters", () => {
    const group = (name: string, value: string, made: Partial<Made> = {}): Made => ({
      address: `aws_db_parameter_group.${name}`,
      before: { name, parameter: [{ name: "rds.force_ssl", value }] },
      after: { name, parameter: [{ name: "rds.force_ssl", value }] },
      actions: ["no-op"],
      ...made,
    });
    const database = (was: string, will: string): Made => ({
      address: "aws_db_instance.it",
      before: { parameter_group_name: was },
      after: { parameter_group_name: will },
    });
    const said = (...made: Made[]) => saidBy(encryptionReduced, planOf(...made));

    test("refuses a group that does not require TLS, or that the plan does not have", () => {
      expect(said(database("strict", "loose"), group("strict", "1"), group("loose", "0"))).toEqual([
        "refused: the database goes from the parameters strict to loose, which does not require TLS",
      ]);
      expect(said(database("strict", "default.postgres16"), group("strict", "1"))).toEqual([
        "refused: the database goes from the parameters strict to default.postgres16, which this plan does not have: it may not require TLS",
      ]);
      expect(said(database("strict", "loose"))).toHaveLength(1);
    });

    test("lets it get one that requires TLS too, or leave one that did not", () => {
      expect(said(database("strict", "new"), group("strict", "1"), group("new", "1"))).toEqual([]);
      expect(said(database("loose", "other"), group("loose", "0"))).toEqual([]);
      expect(said(database("default.postgres15", "default.postgres16"))).toEqual([]);
      expect(said(database("default.postgres16", "loose"), group("loose", "0"))).toHaveLength(1);
    });

    test("finds a group that has no name yet by the configuration's reference", () => {
      const to = (value: string) =>
        said(
          {
            address: "aws_db_instance.it",
            before: { parameter_group_name: "strict" },
            after: {},
            unknown: { parameter_group_name: true },
            configured: { parameter_group_name: "${aws_db_parameter_group.new.name}" },
          },
          {
            address: "aws_db_parameter_group.new",
            after: { parameter: [{ name: "rds.force_ssl", value }] },
            unknown: { name: true },
          },
          {
            address: "aws_db_parameter_group.another",
            after: { parameter: [{ name: "rds.force_ssl", value: value === "1" ? "0" : "1" }] },
            unknown: { name: true },
          },
        ).filter((one) => one.includes("goes from"));
      expect(to("1")).toEqual([]);
      expect(to("0")).toHaveLength(1);
    });
  });

  test("refuses that a bucket's own encryption goes", () => {
    const address = "aws_s3_bucket_server_side_encryption_configuration.it";
    expect(saidBy(encryptionReduced, planOf({ address, before: { bucket: "it" } }))).toEqual([
      "refused: the bucket falls back to AWS's own key",
    ]);
    expect(saidBy(encryptionReduced, planOf({ address, after: { bucket: "it" } }))).toEqual([]);
  });

  test("refuses that a secret parameter becomes a plain one", () => {
    expect(
      saidOfUpdate(
        encryptionReduced,
        "aws_ssm_parameter.it",
        { type: "SecureString" },
        { type: "String" },
      ),
    ).toHaveLength(1);
    expect(
      saidOfUpdate(
        encryptionReduced,
        "aws_ssm_parameter.it",
        { type: "String" },
        { type: "SecureString" },
      ),
    ).toEqual([]);
  });
});

describe("scan-weakened", () => {
  const repo = "aws_ecr_repository.repo";
  const scan = (scan_on_push: boolean) => ({ image_scanning_configuration: [{ scan_on_push }] });

  test("refuses that images are no longer scanned, and lets scanning begin", () => {
    expect(saidBy(scanWeakened, updated(repo, {}, scan(false)))).toEqual([
      "refused: `image_scanning_configuration.scan_on_push` goes from true to false",
    ]);
    expect(
      saidBy(scanWeakened, updated(repo, {}, { image_scanning_configuration: [] })),
    ).toHaveLength(1);
    expect(saidBy(scanWeakened, updated(repo, scan(false), {}))).toEqual([]);
  });

  test("refuses that tags may move, and lets them be fixed", () => {
    const tags = (image_tag_mutability: string) => ({ image_tag_mutability });
    expect(saidBy(scanWeakened, updated(repo, {}, tags("MUTABLE")))).toEqual([
      "refused: `image_tag_mutability` goes from IMMUTABLE to MUTABLE",
    ]);
    expect(saidBy(scanWeakened, updated(repo, {}, tags("IMMUTABLE_WITH_EXCLUSION")))).toHaveLength(
      1,
    );
    expect(saidBy(scanWeakened, updated(repo, tags("MUTABLE"), {}))).toEqual([]);
  });
});

describe("rollback-weakened", () => {
  const service = "aws_ecs_service.svc";
  const breaker = (enable: boolean, rollback: boolean) => ({
    deployment_circuit_breaker: [{ enable, rollback }],
  });

  test("refuses that the circuit breaker or its rollback goes, and lets them come", () => {
    expect(saidBy(rollbackWeakened, updated(service, {}, breaker(true, false)))).toEqual([
      "refused: `deployment_circuit_breaker.rollback` goes from true to false",
    ]);
    expect(
      saidBy(rollbackWeakened, updated(service, {}, { deployment_circuit_breaker: [] })),
    ).toHaveLength(2);
    expect(saidBy(rollbackWeakened, updated(service, breaker(false, false), {}))).toEqual([]);
  });

  test("refuses that a release may take down what runs", () => {
    const healthy = (deployment_minimum_healthy_percent: number) => ({
      deployment_minimum_healthy_percent,
    });
    expect(saidBy(rollbackWeakened, updated(service, healthy(100), healthy(50)))).toHaveLength(1);
    expect(saidBy(rollbackWeakened, updated(service, healthy(50), healthy(100)))).toEqual([]);
  });
});

describe("delivery-cut", () => {
  test("refuses that the scan rule's target goes, and lets one be made", () => {
    expect(saidBy(deliveryCut, fixturePlan("opened-and-widened"))).toEqual([
      "refused: events of its rule no longer reach what they started",
    ]);
    expect(saidBy(deliveryCut, fixturePlan("create"))).toEqual([]);
  });

  test("refuses that a rule is switched off, by either of its words, and lets it be switched on", () => {
    const rule = "aws_cloudwatch_event_rule.scan";
    expect(saidBy(deliveryCut, updated(rule, { state: "ENABLED" }, { state: "DISABLED" }))).toEqual(
      ["refused: switches it off: `state` becomes DISABLED"],
    );
    expect(
      saidBy(deliveryCut, updated(rule, { is_enabled: true }, { is_enabled: false })),
    ).toHaveLength(1);
    expect(saidBy(deliveryCut, updated(rule, { state: "DISABLED" }, { state: "ENABLED" }))).toEqual(
      [],
    );
    expect(
      saidOfUpdate(
        deliveryCut,
        "aws_scheduler_schedule.it",
        { state: "ENABLED" },
        { state: "DISABLED" },
      ),
    ).toHaveLength(1);
  });

  const pattern = (detail: Values) => ({
    event_pattern: JSON.stringify({ source: ["aws.ecr"], detail }),
  });
  test.each([
    ["fewer values", { status: ["COMPLETE", "FAILED"] }, { status: ["COMPLETE"] }, 1],
    ["more values", { status: ["COMPLETE"] }, { status: ["COMPLETE", "FAILED"] }, 0],
    ["one more condition", {}, { tag: ["v1"] }, 1],
    ["one condition fewer", { tag: ["v1"] }, {}, 0],
    ["another order", { status: ["A", "B"], tag: ["c"] }, { tag: ["c"], status: ["B", "A"] }, 0],
  ])("of a pattern with %s says so or nothing", (_, before, after, times) => {
    expect(
      saidBy(
        deliveryCut,
        updated("aws_cloudwatch_event_rule.scan", pattern(before), pattern(after)),
      ),
    ).toHaveLength(times);
  });

  test("refuses a pattern that is not known before the apply", () => {
    expect(
      saidBy(
        deliveryCut,
        updated("aws_cloudwatch_event_rule.scan", {}, {}, { event_pattern: true }),
      ),
    ).toHaveLength(1);
  });

  test("refuses a target that starts something else, and lets one be made again as it was", () => {
    const target = { rule: "scan", arn: "arn:machine" };
    const address = "aws_cloudwatch_event_target.it";
    expect(saidOfUpdate(deliveryCut, address, target, { ...target, arn: "arn:other" })).toEqual([
      "refused: starts arn:other instead of arn:machine",
    ]);
    expect(
      saidBy(
        deliveryCut,
        planOf({ address, before: target, after: target, actions: ["delete", "create"] }),
      ),
    ).toEqual([]);
  });
});

describe("delivery-cut, of when and with what it starts", () => {
  const address = "aws_scheduler_schedule.it";
  const schedule = (more: Values, target: Values = {}) => ({
    schedule_expression: "rate(15 minutes)",
    ...more,
    target: [{ arn: "arn:machine", ...target }],
  });
  const said = (after: Values, unknown: Values = {}) =>
    saidOfUpdate(deliveryCut, address, schedule({}), after, unknown);

  test.each([
    ["rate(1 day)", 1],
    ["rate(16 minutes)", 1],
    ["cron(0 3 * * ? *)", 1],
    ["rate(900 fortnights)", 1],
    ["rate(5 minutes)", 0],
    ["rate(15 minutes)", 0],
  ])(
    "of a schedule of every 15 minutes that becomes %s says so or nothing",
    (expression, times) => {
      expect(said(schedule({ schedule_expression: expression }))).toEqual(
        times === 0
          ? []
          : [
              `refused: may start less often: \`schedule_expression\` goes from rate(15 minutes) to ${expression}`,
            ],
      );
    },
  );

  test("refuses a schedule that is not known yet, ends, or begins later; an event rule's that is gone", () => {
    expect(said(schedule({}), { schedule_expression: true })).toHaveLength(1);
    expect(said(schedule({ end_date: "2030-01-01T00:00:00Z" }))).toEqual([
      "refused: starts nothing outside its dates: `end_date` goes from unset to 2030-01-01T00:00:00Z",
    ]);
    expect(said(schedule({ start_date: "2030-01-01T00:00:00Z" }))).toHaveLength(1);
    expect(
      saidOfUpdate(
        deliveryCut,
        "aws_cloudwatch_event_rule.it",
        { schedule_expression: "rate(1 hour)" },
        { schedule_expression: null, event_pattern: "{}" },
      ),
    ).toHaveLength(1);
    expect(
      saidOfUpdate(
        deliveryCut,
        address,
        schedule({ end_date: "2030-01-01T00:00:00Z" }),
        schedule({}),
      ),
    ).toEqual([]);
  });

  test("refuses another input, also one not known yet, and lets the same one be written in another way", () => {
    const starts = (input: string) => schedule({}, { input });
    const change = (before: Values, after: Values, unknown: Values = {}) =>
      saidOfUpdate(deliveryCut, address, before, after, unknown);
    expect(change(starts('{"reason":"schedule"}'), starts('{"reason":"nothing"}'))).toEqual([
      'refused: is started with something else: `target.input` goes from {"reason":"schedule"} to {"reason":"nothing"}',
    ]);
    expect(change(starts("{}"), schedule({}), { target: [{ input: true }] })).toHaveLength(1);
    expect(change(starts('{"a":1,"b":2}'), starts('{ "b": 2, "a": 1 }'))).toEqual([]);
  });

  test("refuses that the queue may no longer take what could not be delivered, and lets it be allowed", () => {
    const policy = { address: "aws_sqs_queue_policy.it" };
    expect(saidBy(deliveryCut, planOf({ ...policy, before: { queue_url: "it" } }))).toEqual([
      "refused: events that cannot be delivered may not be put into the queue any more",
    ]);
    expect(saidBy(deliveryCut, planOf({ ...policy, after: { queue_url: "it" } }))).toEqual([]);
  });

  test("refuses of an event's target another template, the loss of its queue, and fewer tries", () => {
    const target = {
      arn: "arn:machine",
      input_transformer: [{ input_paths: { run: "$.detail.name" }, input_template: "<run>" }],
      dead_letter_config: [{ arn: "arn:queue" }],
      retry_policy: [{ maximum_event_age_in_seconds: 3600, maximum_retry_attempts: 30 }],
    };
    const change = (more: Values, unknown: Values = {}) =>
      saidOfUpdate(
        deliveryCut,
        "aws_cloudwatch_event_target.it",
        target,
        { ...target, ...more },
        unknown,
      );
    expect(change({ input_transformer: [] })).toHaveLength(1);
    expect(change({ dead_letter_config: [] })).toEqual([
      'refused: what could not be delivered is no longer kept where it was: `dead_letter_config` goes from [{"arn":"arn:queue"}] to []',
    ]);
    expect(
      change({ dead_letter_config: [{}] }, { dead_letter_config: [{ arn: true }] }),
    ).toHaveLength(1);
    const tries = (maximum_retry_attempts: number) => ({
      retry_policy: [{ maximum_event_age_in_seconds: 3600, maximum_retry_attempts }],
    });
    expect(change(tries(0))).toEqual([
      "refused: `retry_policy.maximum_retry_attempts` goes from 30 to 0",
    ]);
    expect(change(tries(100))).toEqual([]);
    expect(change({ retry_policy: [] })).toEqual([]); // AWS then tries 185 times within a day
    expect(change({})).toEqual([]);
  });
});

describe("delivery-steps-removed", () => {
  const machine = "aws_sfn_state_machine.deploy";
  const definition = (...names: string[]) => ({
    definition: JSON.stringify({
      States: Object.fromEntries(names.map((name) => [name, { Type: "Pass" }])),
    }),
  });

  test("refuses a machine that loses a step, and lets it gain one", () => {
    expect(
      saidBy(
        deliveryStepsRemoved,
        updated(machine, definition("Wait for scan", "Release"), definition("Release")),
      ),
    ).toEqual(['refused: the machine loses the steps "Wait for scan"']);
    expect(
      saidBy(
        deliveryStepsRemoved,
        updated(machine, definition("Release"), definition("Wait for scan", "Release")),
      ),
    ).toEqual([]);
  });

  test("sees steps within maps and branches", () => {
    const inner = (...names: string[]) => ({
      definition: JSON.stringify({
        States: {
          All: { Type: "Map", ItemProcessor: JSON.parse(definition(...names).definition) },
        },
      }),
    });
    expect(
      saidBy(deliveryStepsRemoved, updated(machine, inner("Scan", "Run"), inner("Run"))),
    ).toEqual(['refused: the machine loses the steps "Scan"']);
  });

  test("reads what is not known yet as the configuration writes it, and refuses when it cannot", () => {
    const written = (text: string) => (it: Document) => {
      const { change } = entryOf(it, machine);
      Object.assign(change, { actions: ["update"], after_unknown: { definition: true } });
      change.before = { ...change.before, ...definition("Scan", "Run") };
      const block = it.configuration.root_module.resources.find(
        ({ type }) => type === "aws_sfn_state_machine",
      );
      if (block) block.expressions["definition"] = { constant_value: text };
    };
    expect(
      saidBy(
        deliveryStepsRemoved,
        fixturePlan(
          "after-release",
          written('{"States":{"Scan":{},"Run":{"Resource":"${aws_ecs_cluster.cluster.arn}"}}}'),
        ),
      ),
    ).toEqual([]);
    expect(
      saidBy(
        deliveryStepsRemoved,
        fixturePlan(
          "after-release",
          written('{"States":{"Run":{"Resource":"${aws_ecs_cluster.cluster.arn}"}}}'),
        ),
      ),
    ).toHaveLength(1);
    expect(
      saidBy(deliveryStepsRemoved, fixturePlan("after-release", written("${file(local.path)}"))),
    ).toEqual([
      "refused: the definition is not known before the apply, so it may skip every check",
    ]);
  });
});

describe("alarm-silenced", () => {
  test("refuses that an alarm goes, is silenced, or tells fewer", () => {
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
    ).toEqual(["refused: the alarm no longer tells arn:b"]);
    expect(
      saidBy(
        alarmSilenced,
        planOf({ address: "aws_sns_topic_subscription.it", before: { protocol: "email" } }),
      ),
    ).toEqual(["refused: whoever was told is no longer told"]);
  });

  test("lets an alarm be made, heard and tell more", () => {
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

  test("refuses that nobody is told when it is over or sees nothing, or that who is told is not known", () => {
    const alarm = "aws_cloudwatch_metric_alarm.it";
    const told = { ok_actions: ["arn:a"], insufficient_data_actions: ["arn:b"] };
    expect(saidOfUpdate(alarmSilenced, alarm, told, {})).toEqual([
      "refused: that it is over is no longer told to arn:a",
      "refused: that it sees nothing is no longer told to arn:b",
    ]);
    const actions = { alarm_actions: ["arn:a"] };
    expect(saidOfUpdate(alarmSilenced, alarm, actions, {}, { alarm_actions: true })).toEqual([
      "refused: the alarm no longer tells arn:a",
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

  test("refuses a subscription that tells someone else or keeps messages back, and lets a filter go", () => {
    const address = "aws_sns_topic_subscription.it";
    const team = { protocol: "email", endpoint: "team@example.gov", topic_arn: "arn:t" };
    const filter = { ...team, filter_policy: '{"severity":["high"]}' };
    expect(
      saidOfUpdate(alarmSilenced, address, team, { ...team, endpoint: "nobody@example.gov" }),
    ).toEqual([
      "refused: whoever was told is no longer told: `endpoint` goes from team@example.gov to nobody@example.gov",
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
      "refused: may ring later or not at all: `threshold` goes from 5 to a value that only the apply will tell",
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
        "aws_cloudwatch_log_metric_filter.it",
        { pattern: "ERROR" },
        { pattern: "FATAL" },
      ),
    ).toHaveLength(1);
    expect(
      saidOfUpdate(
        alarmWeakened,
        "aws_cloudwatch_composite_alarm.it",
        { alarm_rule: "ALARM(a) OR ALARM(b)" },
        { alarm_rule: "ALARM(a) AND ALARM(b)" },
      ),
    ).toHaveLength(1);
  });

  test("lets its words change, an alarm be made, and one go of which others tell", () => {
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
  ).toEqual(["refused: the firewall no longer stands before the load balancer"]);
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

  test("refuses that a rule goes or only counts, or that the rest is let in; lets a rule be added", () => {
    const rule = (name: string, action: string) => ({ name, action: [{ [action]: [{}] }] });
    const acl = (other: string, ...rules: Values[]) => ({
      default_action: [{ [other]: [{}] }],
      rule: rules,
    });
    const address = "aws_wafv2_web_acl.it";
    const now = acl("block", rule("common", "block"));
    expect(saidOf(address, now, acl("block"))).toEqual([
      "refused: the firewall's rule common goes or changes",
    ]);
    expect(saidOf(address, now, acl("block", rule("common", "count")))).toHaveLength(1);
    expect(saidOf(address, now, { ...now, rule: null }, { rule: true })).toHaveLength(1);
    expect(saidOf(address, now, acl("allow", rule("common", "block")))).toEqual([
      "refused: the firewall lets in what none of its rules names",
    ]);
    expect(
      saidOf(address, now, acl("block", rule("new", "block"), rule("common", "block"))),
    ).toEqual([]);
  });
});

describe("the shells that people open in containers", () => {
  const cluster = "aws_ecs_cluster.cluster";
  const exec = (more: Values) => ({ configuration: [{ execute_command_configuration: [more] }] });
  const logs = (more: Values = {}) => ({
    log_configuration: [
      { cloud_watch_log_group_name: "/exec", cloud_watch_encryption_enabled: true, ...more },
    ],
  });
  const recorded = exec({ logging: "OVERRIDE", kms_key_id: "arn:key", ...logs() });

  test("audit-reduced refuses that they are no longer recorded, and lets the recording begin", () => {
    const said = (after: Values, unknown: Values = {}) =>
      saidBy(auditReduced, updated(cluster, recorded, after, unknown));
    expect(said(exec({ logging: "NONE", kms_key_id: "arn:key", ...logs() }))).toEqual([
      "refused: `configuration.execute_command_configuration.logging` goes from OVERRIDE to NONE",
    ]);
    expect(said(exec({ logging: "OVERRIDE", kms_key_id: "arn:key" }))).toEqual([
      "refused: `configuration.execute_command_configuration.log_configuration.cloud_watch_log_group_name` goes from /exec to unset",
    ]);
    expect(said({ configuration: [] })).toHaveLength(2);
    expect(said({}, { configuration: true })).toHaveLength(2);
    expect(saidBy(auditReduced, updated(cluster, { configuration: [] }, recorded))).toEqual([]);
  });

  test("audit-reduced takes no configuration for the task's own log, which NONE switches off", () => {
    const none = exec({ logging: "NONE" });
    expect(saidBy(auditReduced, updated(cluster, { configuration: [] }, none))).toHaveLength(1);
    expect(saidBy(auditReduced, updated(cluster, none, { configuration: [] }))).toEqual([]);
  });

  test("encryption-reduced refuses that their key or the records' encryption goes", () => {
    const said = (after: Values) => saidBy(encryptionReduced, updated(cluster, recorded, after));
    expect(said(exec({ logging: "OVERRIDE", ...logs() }))).toEqual([
      "refused: `configuration.execute_command_configuration.kms_key_id` goes from arn:key to unset",
    ]);
    const plain = logs({ cloud_watch_encryption_enabled: false });
    expect(said(exec({ logging: "OVERRIDE", kms_key_id: "arn:key", ...plain }))).toHaveLength(1);
    expect(saidBy(encryptionReduced, updated(cluster, { configuration: [] }, recorded))).toEqual(
      [],
    );
  });
});

describe("container-loosened", () => {
  test.each([
    [
      { readonlyRootFilesystem: true },
      { readonlyRootFilesystem: false },
      "app: may write to its image's files",
    ],
    [{ user: "1000" }, { user: "0:0" }, "app: runs as root or as the image's own user"],
    [{ user: "1000" }, { user: null }, "app: runs as root or as the image's own user"],
    [{}, { privileged: true }, "app: runs privileged"],
    [
      {},
      { linuxParameters: { capabilities: { add: ["SYS_ADMIN"] } } },
      "app: gets the capabilities SYS_ADMIN",
    ],
    [
      { linuxParameters: { capabilities: { drop: ["ALL"] } } },
      { linuxParameters: { capabilities: { drop: [] } } },
      "app: no longer drops the capabilities ALL",
    ],
    [
      {},
      { linuxParameters: { devices: [{ hostPath: "/dev/sda" }] } },
      "app: gets the devices /dev/sda",
    ],
    [
      {},
      { dockerSecurityOptions: ["seccomp:unconfined"] },
      "app: gets the security options seccomp:unconfined",
    ],
    [
      { dockerSecurityOptions: ["no-new-privileges"] },
      {},
      "app: loses the security options no-new-privileges",
    ],
    [{ healthCheck: { command: ["CMD", "true"] } }, {}, "app: has no health check any more"],
    [{}, { logConfiguration: null }, "app: writes no log"],
  ])("refuses %j becoming %j", (before, after, what) => {
    expect(saidBy(containerLoosened, containers(before, after))).toEqual([`refused: ${what}`]);
  });

  test("lets a container be held tighter, and another variable pass", () => {
    expect(
      saidBy(
        containerLoosened,
        containers({ user: "0" }, { user: "1000", readonlyRootFilesystem: true }),
      ),
    ).toEqual([]);
    const dropping = (drop: string[], more: Values = {}) => ({
      linuxParameters: { capabilities: { drop } },
      ...more,
    });
    const tighter = dropping(["ALL"], { dockerSecurityOptions: ["no-new-privileges"] });
    expect(saidBy(containerLoosened, containers(dropping(["NET_RAW"]), tighter))).toEqual([]);
    expect(saidBy(containerLoosened, fixturePlan("environment-variable"))).toEqual([]);
  });

  test("refuses the host's files as a volume, and lets one pass that is the task's own or was there", () => {
    const said = (before: unknown, after: unknown, unknown: unknown = {}) =>
      saidBy(
        containerLoosened,
        containers({}, {}, (it) => {
          const { change } = entryOf(it, "aws_ecs_task_definition.td");
          change.before = { ...change.before, volume: before };
          change.after = { ...change.after, volume: after };
          Object.assign(change.after_unknown, { volume: unknown });
          const block = it.configuration.root_module.resources.find(
            ({ type }) => type === "aws_ecs_task_definition",
          );
          Object.assign(block?.expressions ?? {}, { volume: [{}] });
        }),
      );
    const host = { name: "x", host_path: "/" };
    expect(said([], [host])).toEqual(["refused: gets the host's files below /"]);
    expect(said([], [{ name: "x" }], [{ host_path: true }])).toHaveLength(1);
    expect(said([], undefined, true)).toEqual([
      "refused: which volumes it has is not known before the apply",
    ]);
    expect(said([], [{ name: "x", host_path: "" }])).toEqual([]);
    expect(said([host], [host])).toEqual([]);
  });

  test("refuses what is not known before the apply, when the configuration does not tell either", () => {
    expect(
      saidBy(containerLoosened, containers({}, {}, unknownContainers("${file(local.path)}"))),
    ).toEqual(["refused: what its containers may do is not known before the apply"]);
  });
});

describe("secret-in-plain-text", () => {
  const env = (name: string, value: string) => ({ environment: [{ name, value }] });

  test.each([
    ["DB_PASSWORD", "hunter2"],
    ["SECRET_KEY", "x"],
    ["DATABASE_URL", "postgresql://app:hunter2@db:5432/app"],
    ["CERT", "-----BEGIN PRIVATE KEY-----"],
    ["PGPASSWORD", "hunter2"],
    ["MYSQL_PWD", "hunter2"],
    ["URL", "jdbc:postgresql://db/a?user=a&password=hunter2"],
  ])("refuses the new variable %s, and does not tell its value", (name, value) => {
    expect(saidBy(secretInPlainText, containers({}, env(name, value)))).toEqual([
      `refused: app: \`${name}\` stands as plain text in the task definition`,
    ]);
  });

  test("refuses that what came from a secret store now stands in the open", () => {
    expect(
      saidBy(
        secretInPlainText,
        containers(
          { secrets: [{ name: "LOGIN", valueFrom: "arn:s" }] },
          { ...env("LOGIN", "x"), secrets: [] },
        ),
      ),
    ).toHaveLength(1);
  });

  test.each([
    ["LOG_LEVEL", "debug"],
    ["TOKEN_TTL_SECONDS", "3600"],
    ["PASSWORD_RESET_TIMEOUT", "259200"],
    ["PASSWORD_HASHERS", "app.hashers.Argon2"],
    ["SECRET_ARN", "arn:aws:secretsmanager:us-east-1:111111111111:secret:x"],
    ["DATABASE_URL", "postgresql://db:5432/app"],
  ])("lets the variable %s pass, which is no secret", (name, value) => {
    expect(saidBy(secretInPlainText, containers({}, env(name, value)))).toEqual([]);
  });

  test("refuses what is not known before the apply, when the configuration does not tell either", () => {
    expect(
      saidBy(secretInPlainText, containers({}, {}, unknownContainers("${file(local.path)}"))),
    ).toEqual(["refused: what its containers are told is not known before the apply"]);
  });

  test("is silent about what stood there before", () => {
    expect(
      saidBy(
        secretInPlainText,
        containers(env("DB_PASSWORD", "hunter2"), env("DB_PASSWORD", "hunter2")),
      ),
    ).toEqual([]);
  });
});

describe("image-outside-delivery", () => {
  test("refuses another image than the one that runs", () => {
    const plan = containers(
      {},
      { image: "000000000000.dkr.ecr.us-east-1.amazonaws.com/eec/dev@sha256:aaaa" },
    );
    expect(saidBy(imageOutsideDelivery, plan)).toHaveLength(1);
    expect(saidBy(imageOutsideDelivery, plan)[0]).toMatch(
      /^refused: app: the image goes from .*@sha256:b{64} to .*@sha256:aaaa$/,
    );
  });

  test("lets the image stay, also where the rest is not known before the apply", () => {
    expect(saidBy(imageOutsideDelivery, fixturePlan("environment-variable"))).toEqual([]);
    const pointed =
      '${jsonencode([{"name" = "app", "image" = "${aws_ecr_repository.repo.repository_url}@${aws_ssm_parameter.image.insecure_value}", "secrets" = [{"name" = "K", "valueFrom" = aws_secretsmanager_secret.k.arn}]}])}';
    const known = (it: Document) => {
      const { change } = entryOf(it, "aws_ecr_repository.repo");
      for (const side of [change.before, change.after])
        Object.assign(side ?? {}, {
          repository_url: "000000000000.dkr.ecr.us-east-1.amazonaws.com/eec/dev",
        });
      unknownContainers(pointed)(it);
    };
    expect(saidBy(imageOutsideDelivery, containers({}, {}, known))).toEqual([]);
  });

  test("refuses an image that is not known, or whose pointer changes in the same plan", () => {
    expect(
      saidBy(imageOutsideDelivery, containers({}, {}, unknownContainers("${file(local.path)}"))),
    ).toEqual(["refused: the image is not known before the apply"]);
    const moved =
      '[{"name":"app","image":"000000000000.dkr.ecr.us-east-1.amazonaws.com/eec/dev@${aws_ssm_parameter.image.insecure_value}"}]';
    const changed = (it: Document) => {
      const { change } = entryOf(it, "aws_ssm_parameter.image");
      change.actions = ["update"];
      change.after = { ...change.after, insecure_value: "sha256:old" };
      unknownContainers(moved)(it);
    };
    expect(saidBy(imageOutsideDelivery, containers({}, {}, changed))).toHaveLength(1);
  });

  test("refuses that the service goes to another known revision, and lets it wait for this plan's", () => {
    const revision = (task_definition: string) => ({ task_definition });
    expect(
      saidBy(
        imageOutsideDelivery,
        updated("aws_ecs_service.svc", revision("eec-dev:5"), revision("eec-dev:4")),
      ),
    ).toEqual(["refused: the service goes from eec-dev:5 to eec-dev:4"]);
    expect(
      saidBy(
        imageOutsideDelivery,
        updated("aws_ecs_service.svc", revision("eec-dev:2"), {}, { task_definition: true }),
      ),
    ).toEqual([]);
  });
});

describe("left-unmanaged", () => {
  const forget = (address: string) =>
    planOf({ address, before: { name: "it" }, actions: ["forget"] });

  test("refuses that Terraform lets go of data, and notes the rest", () => {
    expect(saidBy(leftUnmanaged, forget("aws_db_instance.it"))).toEqual([
      "refused: leaves a database in AWS without Terraform",
    ]);
    expect(saidBy(leftUnmanaged, forget("aws_cloudwatch_dashboard.it"))).toEqual([
      "noted: leaves the object in AWS without Terraform",
    ]);
    expect(
      saidBy(leftUnmanaged, planOf({ address: "aws_db_instance.it", before: { name: "it" } })),
    ).toEqual([]);
  });
});

describe("key-locked-out", () => {
  const policy = (...actions: string[]) => ({
    is_enabled: true,
    policy: JSON.stringify({
      Statement: [
        { Effect: "Allow", Principal: { AWS: "111111111111" }, Action: actions, Resource: "*" },
      ],
    }),
  });

  test("refuses a key that nobody may administer any more", () => {
    expect(
      saidOfUpdate(keyLockedOut, "aws_kms_key.it", policy("kms:*"), policy("kms:Decrypt")),
    ).toEqual(["refused: nobody may change the key's policy any more"]);
    expect(
      saidOfUpdate(
        keyLockedOut,
        "aws_kms_key.it",
        policy("kms:*"),
        policy("kms:Put*", "kms:Decrypt"),
      ),
    ).toEqual([]);
  });

  test("refuses to switch a key off, and lets it be switched on", () => {
    expect(
      saidOfUpdate(keyLockedOut, "aws_kms_key.it", { is_enabled: true }, { is_enabled: false }),
    ).toEqual(["refused: switches the key off"]);
    expect(
      saidOfUpdate(keyLockedOut, "aws_kms_key.it", { is_enabled: false }, { is_enabled: true }),
    ).toEqual([]);
  });

  test("refuses to switch off AWS's check against locking oneself out", () => {
    expect(
      saidOfUpdate(
        keyLockedOut,
        "aws_kms_key.it",
        { is_enabled: true },
        { is_enabled: true, bypass_policy_lockout_safety_check: true },
      ),
    ).toHaveLength(1);
  });
});

test.each([
  ["aws_db_instance.it", "password"],
  ["aws_secretsmanager_secret_version.it", "secret_string"],
])(
  "secret-in-plain-text refuses that %s keeps its %s in the state, and lets it stay out",
  (address, name) => {
    const said = (after: Values, unknown: Values = {}) =>
      saidOfUpdate(secretInPlainText, address, { [name]: null }, after, unknown);
    const refused = [`refused: \`${name}\` is kept as plain text in the state from now on`];
    expect(said({ [name]: "x" })).toEqual(refused);
    expect(said({}, { [name]: true })).toEqual(refused);
    expect(said({ [name]: null, [`${name}_wo_version`]: 2 })).toEqual([]);
    expect(saidOfUpdate(secretInPlainText, address, { [name]: "x" }, { [name]: "y" })).toEqual([]);
  },
);

describe("secret-in-plain-text refuses what enters the state with something new", () => {
  test.each([
    ["aws_db_instance.it", { password: "hunter2" }, {}, "password"],
    ["aws_elasticache_replication_group.it", { auth_token: "hunter2" }, {}, "auth_token"],
    [
      "aws_lambda_function.it",
      { environment: [{ variables: { PGPASSWORD: "x" } }] },
      {},
      "environment[0].variables.PGPASSWORD",
    ],
    ["aws_ssm_parameter.it", { type: "SecureString", value: "x" }, {}, "value"],
    ["aws_instance.it", { user_data: "export API_TOKEN=abc123" }, {}, "user_data"],
    ["random_password.it", {}, { result: true }, "result"],
  ])("%s %j", (address, after, unknown, path) => {
    const plan = planOf({ address, after, unknown, sensitive: { result: true } });
    expect(saidBy(secretInPlainText, plan)).toEqual([
      `refused: \`${path}\` is kept as plain text in the state from now on`,
    ]);
  });

  test.each([
    ["aws_db_instance.it", { password: null, password_wo_version: 1, engine: "postgres" }, {}],
    [
      "aws_secretsmanager_secret_version.it",
      { secret_string_wo: null },
      { has_secret_string_wo: true },
    ],
    [
      "aws_ssm_parameter.it",
      { type: "String", name: "/shop/image", insecure_value: "x" },
      { value: true },
    ],
    ["aws_ssm_parameter.it", { type: "SecureString", value_wo: null }, { value: true }],
  ])("and lets pass %s %j, which keeps none", (address, after, unknown) => {
    const plan = planOf({ address, after, unknown, sensitive: { value: true } });
    expect(saidBy(secretInPlainText, plan)).toEqual([]);
  });
});
