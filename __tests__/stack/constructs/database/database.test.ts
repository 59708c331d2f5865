import { expect, test } from "vitest";
import { TerraformOutput } from "#terraform";
import { Database, type DatabaseProps } from "../../../../src/stack/constructs/database";
import { type Arguments, synthesizeIn } from "../../../support/synth";

const keyArn = "arn:aws:kms:us-east-1:111111111111:key/k";

function database(props: Partial<DatabaseProps> = {}) {
  const synthesized = synthesizeIn((stack) => {
    const { url, address } = new Database(stack, "database", {
      account: "111111111111",
      region: "us-east-1",
      identifier: "shop-test",
      restored: undefined,
      passwordSecretName: "shop-test/database-password",
      monitoringRoleName: "shop-test-database-monitoring",
      subnetIds: ["subnet-1", "subnet-2"],
      securityGroupId: "sg-database",
      keyArn,
      engineVersion: "17",
      instanceClass: "db.t4g.medium",
      storageGiB: 20,
      maxStorageGiB: 100,
      multiAz: false,
      backupRetentionDays: 7,
      backupWindow: "06:00-07:00",
      maintenanceWindow: "sun:07:30-sun:08:30",
      applyImmediately: false,
      databaseName: "shop",
      username: "shop_owner",
      secretsVersion: 1,
      logRetentionDays: 30,
      ...props,
    });
    new TerraformOutput(stack, "url", { value: url, staticId: true });
    new TerraformOutput(stack, "address", { value: address, staticId: true });
  });
  return { synthesized, instance: synthesized.resource("aws_db_instance.database") };
}

const instance = (props: Partial<DatabaseProps> = {}): Arguments => database(props).instance;

test("cannot be reached from outside: private subnets, one security group, no public address", () => {
  const { synthesized } = database();
  expect(synthesized.only("aws_db_subnet_group")).toMatchObject({
    name: "shop-test",
    subnet_ids: ["subnet-1", "subnet-2"],
  });
  expect(instance()).toMatchObject({
    publicly_accessible: false,
    db_subnet_group_name: "${aws_db_subnet_group.database_subnets.name}",
    vpc_security_group_ids: ["sg-database"],
    port: 5432,
  });
});

test("is found by its name, holds the application's database, and has a password of 48 characters", () => {
  const { synthesized } = database();
  expect(instance()).toMatchObject({
    identifier: "shop-test",
    db_name: "shop",
    username: "shop_owner",
  });
  expect(JSON.stringify(synthesized.json["ephemeral"])).toContain('"password_length":48');
});

test("its certificate is of the authority whose root clients trust until 2061", () => {
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html: rds-ca-rsa2048-g1, until 2061
  expect(instance()).toMatchObject({ ca_cert_identifier: "rds-ca-rsa2048-g1" });
});

test("encrypts storage, backups and figures with the environment's key", () => {
  expect(instance()).toMatchObject({
    storage_encrypted: true,
    kms_key_id: keyArn,
    performance_insights_enabled: true,
    performance_insights_kms_key_id: keyArn,
    performance_insights_retention_period: 7,
  });
});

test("starts with the storage it is given and grows up to the limit by itself", () => {
  expect(instance({ storageGiB: 50, maxStorageGiB: 200 })).toMatchObject({
    storage_type: "gp3",
    allocated_storage: 50,
    max_allocated_storage: 200,
  });
});

test("lets people in by IAM, so that nobody needs to know the password", () => {
  expect(instance()).toMatchObject({ iam_database_authentication_enabled: true });
});

test("is hard to lose: deletion protection, prevent_destroy, a final snapshot, backups that outlive it", () => {
  expect(instance()).toMatchObject({
    deletion_protection: true,
    skip_final_snapshot: false,
    delete_automated_backups: false,
    copy_tags_to_snapshot: true,
    lifecycle: { prevent_destroy: true },
  });
});

test("names its final snapshot after this one database, so that its successor can leave one too", () => {
  const { synthesized } = database();
  expect(instance()["final_snapshot_identifier"]).toBe(
    "shop-test-final-${terraform_data.database_generation.id}",
  );
  expect(synthesized.resource("terraform_data.database_generation")).toEqual({});
});

test.each([true, false])("has a standby in another zone when asked: %s", (multiAz) => {
  expect(instance({ multiAz })).toMatchObject({ multi_az: multiAz });
});

test.each([true, false])("restarts for a change without waiting when asked: %s", (now) => {
  expect(instance({ applyImmediately: now })).toMatchObject({ apply_immediately: now });
});

test("follows minor versions by itself and never slips into paid extended support", () => {
  expect(instance({ engineVersion: "16" })).toMatchObject({
    engine: "postgres",
    engine_version: "16",
    auto_minor_version_upgrade: true,
    allow_major_version_upgrade: true,
    engine_lifecycle_support: "open-source-rds-extended-support-disabled",
  });
});

test("backs up and is maintained in the windows of the file", () => {
  expect(instance({ backupRetentionDays: 35 })).toMatchObject({
    backup_retention_period: 35,
    backup_window: "06:00-07:00",
    maintenance_window: "sun:07:30-sun:08:30",
  });
});

test("takes only TLS, with parameters of its own major version's family", () => {
  expect(
    database({ engineVersion: "16" }).synthesized.only("aws_db_parameter_group"),
  ).toMatchObject({
    name: "shop-test-postgres16",
    family: "postgres16",
    parameter: expect.arrayContaining([
      { name: "rds.force_ssl", value: "1", apply_method: "pending-reboot" },
    ]),
  });
  expect(instance()["parameter_group_name"]).toBe(
    "${aws_db_parameter_group.database_parameters.name}",
  );
});

test("leaves the old version's parameters in place, since a waiting upgrade still uses them", () => {
  expect(database().synthesized.only("aws_db_parameter_group")).toMatchObject({
    skip_destroy: true,
    lifecycle: { create_before_destroy: true },
  });
});

test("gets its password through a write-only argument, read back from the secret's written version", () => {
  const { synthesized } = database({ secretsVersion: 4 });
  expect(instance({ secretsVersion: 4 })).toMatchObject({
    username: "shop_owner",
    password_wo:
      "${ephemeral.aws_secretsmanager_secret_version.database_password_read_back.secret_string}",
    password_wo_version: 4,
  });
  expect(instance()).not.toHaveProperty("password");
  expect(synthesized.json["ephemeral"]).toMatchObject({
    aws_secretsmanager_secret_version: {
      database_password_read_back: {
        secret_id: "${aws_secretsmanager_secret_version.database_password_version.arn}",
      },
    },
  });
  expect(
    synthesized.resource("aws_secretsmanager_secret_version.database_password_version"),
  ).toMatchObject({ secret_string_wo_version: 4 });
});

test("gives a URL that demands TLS and holds the password only as a reference", () => {
  const { output } = database().synthesized.json as { output?: unknown };
  expect(output).toHaveProperty(
    "url.value",
    "postgresql://shop_owner:${ephemeral.aws_secretsmanager_secret_version.database_password_read_back.secret_string}" +
      "@${aws_db_instance.database.address}:5432/shop?sslmode=require",
  );
  expect(output).toHaveProperty("address.value", "${aws_db_instance.database.address}");
});

test("waits for its log groups and its monitoring role's policy, or RDS would make the first and refuse the second", () => {
  expect(instance()["depends_on"]).toEqual([
    "aws_cloudwatch_log_group.database_logs_postgresql",
    "aws_cloudwatch_log_group.database_logs_upgrade",
    "aws_iam_role_policy_attachment.database_monitoring_policy",
  ]);
  expect(instance()).toMatchObject({
    enabled_cloudwatch_logs_exports: ["postgresql", "upgrade"],
    monitoring_interval: 60,
    monitoring_role_arn: "${aws_iam_role.database_monitoring.arn}",
  });
});
