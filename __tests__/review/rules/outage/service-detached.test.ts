import { describe, expect, test } from "vitest";
import { serviceDetached } from "../../../../src/review/rules/outage/service-detached";
import { planOf, saidBy, updated, type Values } from "../../support/plans";

describe("service-detached", () => {
  const service = "aws_ecs_service.svc";
  const group =
    "arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/eec-dev/bt5wmeufmyj1at0w";
  const block = {
    container_name: "app",
    container_port: 8000,
    elb_name: "",
    target_group_arn: group,
  };
  const said = (after: Values, unknown: Values = {}) =>
    saidBy(serviceDetached, updated(service, {}, after, unknown));

  test.each([
    ["goes", []],
    ["names another group", [{ ...block, target_group_arn: "arn:other" }]],
    ["names another container", [{ ...block, container_name: "sidecar" }]],
    ["names another port", [{ ...block, container_port: 9000 }]],
    ["names a classic load balancer beside the group", [{ ...block, elb_name: "classic" }]],
  ])("refuses that the block of the load balancer %s", (_, load_balancer) => {
    expect(said({ load_balancer })).toEqual([
      `refused: no longer sends requests from ${group} to container app on port 8000`,
    ]);
  });

  test("refuses that a classic load balancer goes from the block, and takes none for empty", () => {
    const was = (more: Values) => ({ load_balancer: [{ ...block, ...more }] });
    const from = (before: Values, after: Values) =>
      saidBy(serviceDetached, updated(service, was(before), was(after)));
    expect(from({ elb_name: "classic" }, { elb_name: "" })).toContain(
      `refused: no longer sends requests from ${group} to container app on port 8000`,
    );
    expect(from({ elb_name: null }, { elb_name: "" })).toEqual([]);
  });

  test("refuses a group that is not known yet, and that a place in service discovery goes", () => {
    expect(said({}, { load_balancer: [{ target_group_arn: true }] })).toHaveLength(1);
    expect(said({}, { load_balancer: true })).toHaveLength(1);
    const listed = { service_registries: [{ registry_arn: "arn:sd" }] };
    expect(saidBy(serviceDetached, updated(service, listed, { service_registries: [] }))).toEqual([
      "refused: no longer lists its tasks in arn:sd",
    ]);
  });

  test("refuses a second group beside it, on a new service too, and another directory", () => {
    const second = { ...block, target_group_arn: "arn:other" };
    const refusal = ["refused: also sends requests from arn:other to container app on port 8000"];
    expect(said({ load_balancer: [second, { ...block, elb_name: null }] })).toEqual(refusal);
    expect(said({ load_balancer: [block, second] })).toEqual(refusal);
    const made = (...load_balancer: Values[]) =>
      saidBy(serviceDetached, planOf({ address: service, after: { load_balancer } }));
    expect(made(block, second)).toEqual(refusal);
    expect(made(block)).toEqual([]);
    const registries = (...arns: string[]) => ({
      service_registries: arns.map((registry_arn) => ({ registry_arn })),
    });
    const listed = (before: Values, after: Values) =>
      saidBy(serviceDetached, updated(service, before, after));
    expect(listed(registries(), registries("arn:sd"))).toEqual([
      "refused: also lists its tasks in arn:sd",
    ]);
    expect(listed(registries("arn:sd"), registries("arn:other"))).toEqual([
      "refused: no longer lists its tasks in arn:sd",
    ]);
  });

  test("lets the name of a load balancer be null instead of empty, and whatever else changes", () => {
    expect(said({ load_balancer: [{ ...block, elb_name: null }] })).toEqual([]);
    expect(said({ desired_count: 2 })).toEqual([]);
  });
});
