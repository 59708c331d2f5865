import { describe, expect, test } from "vitest";
import {
  backupsReduced,
  certificateSwapped,
  deletionProtectionRemoved,
  healthCheckChanged,
  monitoringReduced,
  revisionUntracked,
  rollbackWeakened,
  scanWeakened,
  shellEnabled,
} from "../../../src/review/rules/row-rules";
import { fixturePlan, planOf, saidBy, saidOfUpdate, updated, type Values } from "../support/plans";

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
      "refused: `deletion_protection` goes from true to a value that is known only after the apply",
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
  ])("refuses to make %s easier to lose, and lets the reverse pass", (address, safe, unsafe) => {
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
  ])("refuses a database's %j becoming %j, and lets the reverse pass", (more, less, what) => {
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

  test("refuses that the alarms leave the file, which no apply can do, and says what can", () => {
    const watched = { alarms: [{ enable: true, rollback: true, alarm_names: ["slow"] }] };
    expect(saidBy(rollbackWeakened, updated(service, watched, { alarms: [] }))).toEqual([
      "refused: a release is no longer taken back by the alarm slow",
      "refused: `alarms.enable` goes from true to unset",
      "refused: `alarms.rollback` goes from true to unset",
    ]);
    expect(rollbackWeakened.advice).toContain(
      "write `monitoring.requests.rollBack: false` and keep the line: with no alarm named the apply fails at the service.",
    );
  });

  test("refuses that a release may take down what runs", () => {
    const healthy = (deployment_minimum_healthy_percent: number) => ({
      deployment_minimum_healthy_percent,
    });
    expect(saidBy(rollbackWeakened, updated(service, healthy(100), healthy(50)))).toHaveLength(1);
    expect(saidBy(rollbackWeakened, updated(service, healthy(50), healthy(100)))).toEqual([]);
  });
});

test("health-check-changed notes another question, and is silent when it is the same", () => {
  const check = (path: string) => ({ health_check: [{ path, matcher: "200" }] });
  const address = "aws_alb_target_group.it";
  expect(saidOfUpdate(healthCheckChanged, address, check("/a"), check("/b"))).toEqual([
    "noted: asks running tasks another question: `health_check.path` goes from /a to /b",
  ]);
  expect(saidOfUpdate(healthCheckChanged, address, check("/a"), check("/a"))).toEqual([]);
});

describe("revision-untracked", () => {
  const said = (before: Values, after: Values) =>
    saidOfUpdate(revisionUntracked, "aws_ecs_task_definition.task", before, after);

  test("refuses another family, and that revisions are not followed or not kept", () => {
    expect(said({ family: "eec-dev" }, { family: "other" })).toEqual([
      "refused: `family` goes from eec-dev to other",
    ]);
    const kept = { track_latest: true, skip_destroy: true };
    expect(said(kept, { track_latest: false, skip_destroy: false })).toEqual([
      "refused: `skip_destroy` goes from true to false",
      "refused: `track_latest` goes from true to false",
    ]);
    expect(said({ track_latest: false }, kept)).toEqual([]);
    expect(saidBy(revisionUntracked, fixturePlan("environment-variable"))).toEqual([]);
  });
});

test("certificate-swapped refuses another certificate, and lets the first one come", () => {
  const shows = (certificate_arn: string | null) => ({ certificate_arn });
  const said = (before: Values, after: Values, unknown: Values = {}) =>
    saidOfUpdate(certificateSwapped, "aws_lb_listener.https", before, after, unknown);
  expect(said(shows("arn:one"), shows("arn:two"))).toEqual([
    "refused: shows another certificate: `certificate_arn` goes from arn:one to arn:two",
  ]);
  expect(said(shows("arn:one"), {}, { certificate_arn: true })).toHaveLength(1);
  expect(said(shows(null), shows("arn:one"))).toEqual([]);
  expect(said(shows("arn:one"), shows("arn:one"))).toEqual([]);
  const first = planOf({ address: "aws_lb_listener.https", after: shows("arn:one") });
  expect(saidBy(certificateSwapped, first)).toEqual([]);
});

test("monitoring-reduced refuses that the numbers of a database or a cluster go, and lets them come", () => {
  const database = (before: Values, after: Values) =>
    saidOfUpdate(monitoringReduced, "aws_db_instance.db", before, after);
  expect(database({ monitoring_interval: 60 }, { monitoring_interval: 0 })).toEqual([
    "refused: `monitoring_interval` goes from 60 to 0",
  ]);
  expect(database({ monitoring_interval: 60 }, { monitoring_interval: 15 })).toEqual([]);
  const measured = { performance_insights_enabled: true };
  expect(database(measured, { performance_insights_enabled: false })).toHaveLength(1);
  expect(database({ performance_insights_enabled: false }, measured)).toEqual([]);
  const cluster = (before: string, after: string) =>
    saidOfUpdate(
      monitoringReduced,
      "aws_ecs_cluster.cluster",
      { setting: [{ name: "containerInsights", value: before }] },
      { setting: [{ name: "containerInsights", value: after }] },
    );
  expect(cluster("enabled", "disabled")).toHaveLength(1);
  expect(cluster("enhanced", "enabled")).toHaveLength(1);
  expect(cluster("enabled", "enhanced")).toEqual([]);
});

test("shell-enabled refuses a shell in containers that run, notes it on a new service, and lets it be closed", () => {
  const exec = (enable_execute_command: boolean) => ({ enable_execute_command });
  const what = "people may open a shell in its containers (ECS Exec): ";
  expect(saidOfUpdate(shellEnabled, "aws_ecs_service.it", exec(false), exec(true))).toEqual([
    `refused: ${what}\`enable_execute_command\` goes from false to true`,
  ]);
  expect(saidOfUpdate(shellEnabled, "aws_ecs_service.it", exec(true), exec(false))).toEqual([]);
  expect(
    saidBy(shellEnabled, planOf({ address: "aws_ecs_service.it", after: exec(true) })),
  ).toEqual([`noted: ${what}starts with \`enable_execute_command\` true`]);
  const unknown = { address: "aws_ecs_service.it", unknown: { enable_execute_command: true } };
  expect(saidBy(shellEnabled, planOf({ ...unknown, after: {} }))).toEqual([
    `noted: ${what}starts with \`enable_execute_command\` a value that is known only after the apply`,
  ]);
});
