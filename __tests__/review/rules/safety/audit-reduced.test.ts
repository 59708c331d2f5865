import { describe, expect, test } from "vitest";
import { auditReduced } from "../../../../src/review/rules/safety/audit-reduced";
import { encryptionReduced } from "../../../../src/review/rules/safety/encryption-reduced";
import { containers } from "../../support/containers";
import { planOf, saidBy, saidOfUpdate, updated, type Values } from "../../support/plans";

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

test("audit-reduced refuses that a database hands out fewer logs, by name, and says nothing of one that goes", () => {
  const name = "enabled_cloudwatch_logs_exports";
  const said = (type: string, was: string[], will: string[]) =>
    saidOfUpdate(auditReduced, `${type}.it`, { [name]: was }, { [name]: will });
  expect(said("aws_db_instance", ["postgresql", "upgrade"], ["upgrade"])).toEqual([
    "refused: the database no longer hands out its postgresql log",
  ]);
  expect(said("aws_db_instance", ["upgrade"], ["upgrade", "postgresql"])).toEqual([]);
  expect(said("aws_ecs_task_definition", ["upgrade"], [])).toEqual([]);
  const gone = { address: "aws_db_instance.it", before: { [name]: ["upgrade"] } };
  expect(saidBy(auditReduced, planOf(gone))).toEqual([]);
});

describe("the log of a container", () => {
  const log = (options: Values, logDriver = "awslogs") => ({
    logConfiguration: { logDriver, options },
  });
  const now = log({ "awslogs-group": "/slipway/eec-dev/app", "awslogs-region": "us-east-1" });

  test("audit-reduced refuses that it goes to another group or by another driver", () => {
    const other = log({ "awslogs-group": "/dev/null", "awslogs-region": "us-east-1" });
    expect(saidBy(auditReduced, containers(now, other))).toEqual([
      "refused: app: `awslogs-group` of its log goes from /slipway/eec-dev/app to /dev/null",
    ]);
    const away = log({ "fluentd-address": "198.51.100.7" }, "fluentd");
    expect(saidBy(auditReduced, containers(now, away))).toEqual([
      "refused: app: `logDriver` of its log goes from awslogs to fluentd",
    ]);
  });

  test("audit-reduced lets it be buffered otherwise, and begin", () => {
    const buffered = log({ ...now.logConfiguration.options, "max-buffer-size": "8m" });
    expect(saidBy(auditReduced, containers(now, buffered))).toEqual([]);
    expect(saidBy(auditReduced, containers({ logConfiguration: null }, now))).toEqual([]);
  });
});

test("audit-reduced refuses that access logs or execution logs go elsewhere, and lets them begin", () => {
  const logs = (bucket: string) => ({ access_logs: [{ bucket, enabled: true }] });
  const balancer = (before: Values, after: Values) =>
    saidOfUpdate(auditReduced, "aws_lb.edge", before, after);
  expect(balancer(logs("ours"), logs("theirs"))).toEqual([
    "refused: its record goes elsewhere: `access_logs.bucket` goes from ours to theirs",
  ]);
  expect(balancer({ access_logs: [] }, logs("ours"))).toEqual([]);
  const machine = (log_destination: string) => ({
    logging_configuration: [{ level: "ALL", log_destination }],
  });
  const address = "aws_sfn_state_machine.delivery";
  expect(saidOfUpdate(auditReduced, address, machine("a:*"), machine("b:*"))).toHaveLength(1);
  expect(saidOfUpdate(auditReduced, address, machine("a:*"), machine("a:*"))).toEqual([]);
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
