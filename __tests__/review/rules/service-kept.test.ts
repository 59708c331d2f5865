import { describe, expect, test } from "vitest";
import { rolloutStalled } from "../../../src/review/rules/outage/rollout-stalled";
import {
  certificateSwapped,
  monitoringReduced,
  revisionUntracked,
} from "../../../src/review/rules/row-rules";
import { auditReduced } from "../../../src/review/rules/safety/audit-reduced";
import { fixturePlan, planOf, saidBy, saidOfUpdate, type Values } from "../support/plans";

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

describe("rollout-stalled", () => {
  const said = (before: Values, after: Values) =>
    saidOfUpdate(rolloutStalled, "aws_ecs_service.web", before, after);
  const limits = (deployment_maximum_percent: number | null, least: number) => ({
    deployment_maximum_percent,
    deployment_minimum_healthy_percent: least,
  });

  test("refuses limits between which no task may start or stop", () => {
    expect(said(limits(200, 100), limits(100, 100))).toEqual([
      "refused: leaves no room to start a new task or stop an old one: `deployment_maximum_percent` goes from 200 to 100",
    ]);
    expect(said(limits(100, 50), limits(100, 100))).toEqual([
      "refused: leaves no room to start a new task or stop an old one: `deployment_minimum_healthy_percent` goes from 50 to 100",
    ]);
    expect(said(limits(200, 100), limits(150, 100))).toEqual([]);
    expect(said(limits(200, 100), limits(null, 100))).toEqual([]);
    expect(said(limits(200, 50), limits(100, 50))).toEqual([]);
  });

  test("refuses no time to start, and notes less of it", () => {
    const grace = (health_check_grace_period_seconds: number) => ({
      health_check_grace_period_seconds,
    });
    expect(said(grace(60), grace(0))).toEqual([
      "refused: leaves new tasks less time to start: `health_check_grace_period_seconds` goes from 60 to 0",
    ]);
    expect(said(grace(60), grace(30))).toHaveLength(1);
    expect(said(grace(60), grace(30))[0]).toMatch(/^noted: /);
    expect(said(grace(60), grace(90))).toEqual([]);
  });

  test("notes that every task starts anew", () => {
    expect(said({}, { force_new_deployment: true })).toEqual([
      "noted: starts every task anew with each apply: `force_new_deployment` goes from unset to true",
    ]);
    expect(said({ force_new_deployment: true }, { force_new_deployment: true })).toEqual([]);
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
