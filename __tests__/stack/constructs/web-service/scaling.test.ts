import { expect, test } from "vitest";
import { Scaling } from "../../../../src/stack/constructs/web-service/scaling";
import { synthesizeIn } from "../../../support/synth";

const scaling = () =>
  synthesizeIn(
    (stack) =>
      new Scaling(stack, "scaling", {
        clusterName: "cluster",
        serviceName: "shop-test",
        tasksMin: 2,
        tasksMax: 6,
        cpuPercent: 60,
        memoryPercent: 75,
        requestsPerTarget: 1000,
        loadBalancerArnSuffix: "app/shop/1",
        targetGroupArnSuffix: "targetgroup/shop/2",
      }),
  );

test("moves the number of tasks between the limits", () => {
  expect(scaling().resource("aws_appautoscaling_target.scaling")).toEqual({
    service_namespace: "ecs",
    scalable_dimension: "ecs:service:DesiredCount",
    resource_id: "service/cluster/shop-test",
    min_capacity: 2,
    max_capacity: 6,
  });
});

test.each([
  ["cpu", 60, { predefined_metric_type: "ECSServiceAverageCPUUtilization" }],
  ["memory", 75, { predefined_metric_type: "ECSServiceAverageMemoryUtilization" }],
  [
    "requests",
    1000,
    {
      predefined_metric_type: "ALBRequestCountPerTarget",
      resource_label: "app/shop/1/targetgroup/shop/2",
    },
  ],
])("aims at the setting for %s: out within a minute, in after five", (aim, value, metric) => {
  expect(scaling().resource(`aws_appautoscaling_policy.scaling_${aim}`)).toEqual({
    name: `shop-test-${aim}`,
    policy_type: "TargetTrackingScaling",
    service_namespace: "${aws_appautoscaling_target.scaling.service_namespace}",
    scalable_dimension: "${aws_appautoscaling_target.scaling.scalable_dimension}",
    resource_id: "${aws_appautoscaling_target.scaling.resource_id}",
    target_tracking_scaling_policy_configuration: {
      target_value: value,
      scale_out_cooldown: 60,
      scale_in_cooldown: 300,
      predefined_metric_specification: metric,
    },
  });
});
