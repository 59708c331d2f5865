import { describe, expect, test } from "vitest";
import {
  backupsReduced,
  deletionProtectionRemoved,
  rollbackWeakened,
  scanWeakened,
} from "../../../src/review/rules/row-rules";
import { encryptionReduced } from "../../../src/review/rules/safety/encryption-reduced";
import { keyLockedOut } from "../../../src/review/rules/safety/key-locked-out";
import { leftUnmanaged } from "../../../src/review/rules/safety/left-unmanaged";
import {
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

  test.each([
    ["aws_cloudwatch_log_group", "kms_key_id"],
    ["aws_db_instance", "kms_key_id"],
    ["aws_db_instance", "performance_insights_kms_key_id"],
    ["aws_dynamodb_table", "server_side_encryption.kms_key_arn"],
    ["aws_ecr_repository", "encryption_configuration.kms_key"],
    ["aws_ecs_cluster", "configuration.execute_command_configuration.kms_key_id"],
    [
      "aws_s3_bucket_server_side_encryption_configuration",
      "rule.apply_server_side_encryption_by_default.kms_master_key_id",
    ],
    ["aws_secretsmanager_secret", "kms_key_id"],
    ["aws_sfn_state_machine", "encryption_configuration.kms_key_id"],
    ["aws_sns_topic", "kms_master_key_id"],
    ["aws_sqs_queue", "kms_master_key_id"],
  ])("refuses that %s is made or first encrypted by another account's key in %s", (type, path) => {
    const keyOf = (account: string) => `arn:aws:kms:us-east-1:${account}:key/a`;
    const own = { address: "aws_kms_key.it", before: { arn: keyOf("111111111111") } };
    const encrypted = (account: string): Values => {
      const [outer = "", ...inner] = path.split(".");
      return {
        [outer]: inner.reduceRight<unknown>((value, name) => [{ [name]: value }], keyOf(account)),
      };
    };
    const said = (before: Values | undefined, after: Values) =>
      saidBy(
        encryptionReduced,
        planOf(
          { ...own, after: own.before, actions: ["no-op"] },
          { address: `${type}.it`, ...(before && { before }), after },
        ),
      );
    const theirs = `refused: would be encrypted by a key of another account: ${keyOf("222222222222")}`;
    expect(said(undefined, encrypted("222222222222"))).toContain(theirs);
    expect(said({ name: "it" }, encrypted("222222222222"))).toEqual([theirs]);
    expect(said({ name: "it" }, encrypted("111111111111"))).toEqual([]);
    expect(said(encrypted("222222222222"), encrypted("222222222222"))).toEqual([]);
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

  const tags = { application: "shop", environment: "dev" };
  const left = (before: Values = {}): Made => ({
    address: "aws_db_instance.database",
    before: { identifier: "shop-dev", deletion_protection: true, tags_all: tags, ...before },
    actions: ["forget"],
  });
  const restored = { ...tags, "slipway-restored-of": "shop-dev" };
  const taken = (tags_all: Values, more: Partial<Made> = {}): Made => ({
    address: "aws_db_instance.database_monday",
    before: { identifier: "shop-dev-monday", tags_all },
    after: { identifier: "shop-dev-monday", tags_all: tags },
    importing: "shop-dev-monday",
    ...more,
  });

  test("notes it of a database in whose place one is imported that was restored of it", () => {
    expect(saidBy(leftUnmanaged, planOf(left(), taken(restored)))).toEqual([
      "noted: leaves a database in AWS without Terraform: it stays, protected, and shop-dev-monday, restored of it, is imported in its place",
    ]);
  });

  const other = { ...restored, "slipway-restored-of": "shop-prod" };
  test.each<[string, Made[]]>([
    ["nothing is imported", [left(), taken(restored, { importing: undefined })]],
    ["the imported one was not restored", [left(), taken(tags)]],
    ["the imported one was restored of another environment", [left(), taken(other)]],
    ["the imported one is replaced", [left(), taken(restored, { actions: ["delete", "create"] })]],
    [
      "the one that is left may be deleted",
      [left({ deletion_protection: false }), taken(restored)],
    ],
    ["nobody can say whose the one is that is left", [left({ tags_all: {} }), taken(restored)]],
    [
      "two are imported",
      [left(), taken(restored), taken(restored, { address: "aws_db_instance.other" })],
    ],
    [
      "what is imported is no database",
      [left(), taken(restored, { address: "aws_rds_cluster_instance.database_monday" })],
    ],
  ])("refuses it when %s", (_, made) => {
    expect(saidBy(leftUnmanaged, planOf(...made))).toEqual([
      "refused: leaves a database in AWS without Terraform",
    ]);
  });

  test("refuses it of each when two are left for one", () => {
    const two = planOf(left(), { ...left(), address: "aws_db_instance.other" }, taken(restored));
    expect(saidBy(leftUnmanaged, two)).toEqual([
      "refused: leaves a database in AWS without Terraform",
      "refused: leaves a database in AWS without Terraform",
    ]);
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

  test("says nothing of a key that was off before, and stays off", () => {
    const off = { is_enabled: false };
    expect(
      saidOfUpdate(keyLockedOut, "aws_kms_key.it", off, { ...off, description: "Retired" }),
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
