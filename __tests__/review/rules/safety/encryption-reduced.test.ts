import { describe, expect, test } from "vitest";
import { readPlan } from "../../../../src/review/read/plan";
import { encryptionReduced } from "../../../../src/review/rules/safety/encryption-reduced";
import {
  documentOf,
  fixturePlan,
  type Made,
  planOf,
  saidBy,
  saidOfUpdate,
  updated,
  type Values,
} from "../../support/plans";

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

  test("lets a group that is made again have the parameters that nobody sets", () => {
    const said = (expressions: Values) => {
      const document = documentOf({
        address: "aws_db_parameter_group.it",
        before: { name: "a", parameter: [{ name: "rds.force_ssl", value: "1" }] },
        after: { name: "b" },
        unknown: { parameter: true },
        actions: ["delete", "create"],
      });
      for (const block of document.configuration.root_module.resources)
        block.expressions = expressions;
      return saidBy(encryptionReduced, readPlan(document, "test")).filter((one) =>
        one.includes("TLS"),
      );
    };
    expect(said({})).toEqual([]);
    expect(said({ parameter: {} })).toHaveLength(1);
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
