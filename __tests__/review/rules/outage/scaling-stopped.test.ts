import { describe, expect, test } from "vitest";
import { scalingStopped } from "../../../../src/review/rules/outage/scaling-stopped";
import { planOf, saidBy, saidOfUpdate, type Values } from "../../support/plans";

describe("scaling-stopped", () => {
  const of = {
    resource_id: "service/eec-dev/eec-dev",
    scalable_dimension: "ecs:service:DesiredCount",
  };
  const target = { address: "aws_appautoscaling_target.it", before: of };
  const policy = { address: "aws_appautoscaling_policy.cpu", before: of };
  const service = {
    address: "aws_ecs_service.it",
    before: { id: "arn:aws:ecs:us-east-1:111111111111:service/eec-dev/eec-dev" },
  };

  test("refuses that a policy goes, or the target with its policies, which is said once", () => {
    expect(saidBy(scalingStopped, planOf(policy))).toEqual([
      "refused: what it measured no longer adds tasks",
    ]);
    expect(saidBy(scalingStopped, planOf(target, policy))).toEqual([
      "refused: the number of tasks is no longer scaled",
    ]);
  });

  test("has nothing to say when the service goes with it: that is said of the service", () => {
    expect(saidBy(scalingStopped, planOf(service, target, policy))).toEqual([]);
    const kept = { ...service, after: service.before, actions: ["no-op"] };
    expect(saidBy(scalingStopped, planOf(kept, target, policy))).toHaveLength(1);
  });

  test("refuses that it is suspended or scales something else, and lets it be taken up again", () => {
    const suspended = (dynamic_scaling_out_suspended: boolean) => ({
      ...of,
      suspended_state: [{ dynamic_scaling_out_suspended }],
    });
    const said = (before: Values, after: Values, unknown: Values = {}) =>
      saidOfUpdate(scalingStopped, target.address, before, after, unknown);
    expect(said(suspended(false), suspended(true))).toEqual([
      "refused: `suspended_state.dynamic_scaling_out_suspended` goes from false to true",
    ]);
    expect(said(suspended(true), suspended(false))).toEqual([]);
    expect(said(of, { ...of, resource_id: "service/eec-dev/other" })).toEqual([
      "refused: scales service/eec-dev/other instead of service/eec-dev/eec-dev",
    ]);
    expect(said(of, {}, { resource_id: true })).toHaveLength(1);
  });

  test("notes that tasks are added later, refuses an aim that is not known, and lets them come sooner", () => {
    const aim = (target_value: number) => ({
      ...of,
      target_tracking_scaling_policy_configuration: [{ target_value }],
    });
    const said = (after: Values, unknown: Values = {}) =>
      saidOfUpdate(scalingStopped, policy.address, aim(60), after, unknown);
    expect(said(aim(90))).toEqual(["noted: aims at 90 instead of 60: tasks are added later"]);
    expect(
      said(of, { target_tracking_scaling_policy_configuration: [{ target_value: true }] }),
    ).toEqual([
      "refused: aims at a value that is known only after the apply instead of 60: tasks are added later",
    ]);
    expect(said(aim(50))).toEqual([]);
  });
});
