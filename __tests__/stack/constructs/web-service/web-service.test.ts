import { expect, test } from "vitest";
import { ImagePointer } from "../../../../src/stack/constructs/image-pointer";
import {
  WebService,
  type WebServiceProps,
} from "../../../../src/stack/constructs/web-service/web-service";
import { parsed, synthesizeIn } from "../../../support/synth";

const service = (props: Partial<WebServiceProps> = {}) =>
  synthesizeIn((stack) => {
    const pointer = new ImagePointer(stack, "image", { name: "/shop/test/image" });
    new WebService(stack, "service", {
      account: "111111111111",
      region: "us-east-1",
      serviceName: "shop-test",
      taskFamily: "shop-test",
      containerName: "app",
      executionRoleName: "shop-test-execution",
      taskRoleName: "shop-test-task",
      targetGroupNamePrefix: "shop-t",
      logGroupName: "/slipway/shop-test/app",
      clusterName: "cluster",
      clusterArn: "arn:aws:ecs:us-east-1:111111111111:cluster/cluster",
      vpcId: "vpc-1",
      subnetIds: ["subnet-1", "subnet-2"],
      securityGroupId: "sg-service",
      frontDoor: {
        listenerArn: "listener",
        dnsName: "shop.elb.amazonaws.com",
        zoneId: "ZELB",
        arnSuffix: "app/shop/1",
      },
      hostName: "shop.example.gov",
      rulePriority: 1,
      maintenance: false,
      maintenanceText: undefined,
      repository: { arn: "arn:repository", url: "registry/shop" },
      pointer,
      keyArn: "key",
      cpuUnits: 512,
      memoryMiB: 1024,
      architecture: "X86_64",
      port: 8080,
      healthCheck: { path: "/health/ready", gracePeriodSeconds: 60 },
      tasksMin: 2,
      tasksMax: 4,
      scaling: { cpuPercent: 60, memoryPercent: 75, requestsPerTarget: 1000 },
      variables: {},
      secrets: [],
      exec: undefined,
      permissions: [],
      logRetentionDays: 30,
      ...props,
    });
  });

const onceReleased = (count: number) =>
  `\${(aws_ssm_parameter.image.insecure_value == "sha256:${"0".repeat(64)}") ? 0 : ${count}}`;

test("runs the released image by its digest", () => {
  const [container] = parsed<{ image: string }[]>(
    service().only("aws_ecs_task_definition")["container_definitions"],
  );
  expect(container?.image).toBe("registry/shop@${aws_ssm_parameter.image.insecure_value}");
});

test("has no tasks before the first release, in its count as in its scaling", () => {
  expect(service().only("aws_ecs_service")["desired_count"]).toBe(onceReleased(2));
  expect(service().only("aws_appautoscaling_target")).toMatchObject({
    min_capacity: onceReleased(2),
    max_capacity: 4,
  });
});

test("follows the deployer's revision and leaves scaling its count", () => {
  const args = service().only("aws_ecs_service");
  expect(args).toMatchObject({
    task_definition: "${aws_ecs_task_definition.service_task.arn}",
    lifecycle: { ignore_changes: ["desired_count"] },
  });
  expect(args).not.toHaveProperty("force_new_deployment");
  expect(args).not.toHaveProperty("wait_for_steady_state");
});

test("rolls out beside the old tasks, across zones, and goes back by itself when that fails", () => {
  expect(service().only("aws_ecs_service")).toMatchObject({
    launch_type: "FARGATE",
    platform_version: "LATEST",
    deployment_minimum_healthy_percent: 100,
    deployment_maximum_percent: 200,
    deployment_circuit_breaker: { enable: true, rollback: true },
    availability_zone_rebalancing: "ENABLED",
    health_check_grace_period_seconds: 60,
  });
});

test("lives in private subnets, in its own security group, behind its target group", () => {
  expect(service().only("aws_ecs_service")).toMatchObject({
    network_configuration: {
      subnets: ["subnet-1", "subnet-2"],
      security_groups: ["sg-service"],
      assign_public_ip: false,
    },
    load_balancer: [
      {
        target_group_arn: "${aws_lb_target_group.service_targets.arn}",
        container_name: "app",
        container_port: 8080,
      },
    ],
  });
});

test("waits for the listener's rule and the execution role's policy, without which no task starts", () => {
  expect(service().only("aws_ecs_service")["depends_on"]).toEqual([
    "aws_lb_listener_rule.service_targets_rule",
    "aws_iam_role_policy.service_execution_role_policy",
  ]);
});

test("tags its tasks, so that their cost is found under the environment", () => {
  expect(service().only("aws_ecs_service")).toMatchObject({
    enable_ecs_managed_tags: true,
    propagate_tags: "SERVICE",
  });
});

test("keeps its log encrypted, as long as asked, beyond the reach of a plan", () => {
  expect(service().resource("aws_cloudwatch_log_group.service_logs")).toEqual({
    name: "/slipway/shop-test/app",
    retention_in_days: 30,
    kms_key_id: "key",
    lifecycle: { prevent_destroy: true },
  });
});

test("lets nobody into a task unless ECS Exec is on", () => {
  expect(service().only("aws_ecs_service")).toMatchObject({ enable_execute_command: false });
  const open = service({ exec: { records: undefined } });
  expect(open.only("aws_ecs_service")).toMatchObject({ enable_execute_command: true });
  expect(open.addresses()).toContain("aws_iam_role_policy.service_task_role_exec_policy");
});
