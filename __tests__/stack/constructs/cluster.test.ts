import { expect, test } from "vitest";
import { Cluster } from "../../../src/stack/constructs/cluster";
import { synthesizeIn } from "../../support/synth";

const cluster = () =>
  synthesizeIn(
    (stack) =>
      new Cluster(stack, "cluster", {
        name: "shop-test",
        execLogGroupName: "/slipway/shop-test/exec",
        logRetentionDays: 30,
        keyArn: "arn:aws:kms:us-east-1:111111111111:key/k",
      }),
  );

test("reports what containers use, so that scaling and alarms have figures", () => {
  expect(cluster().resource("aws_ecs_cluster.cluster")).toMatchObject({
    name: "shop-test",
    setting: [{ name: "containerInsights", value: "enabled" }],
  });
});

test("encrypts what people type into a task, and records it in an encrypted log that a plan cannot delete", () => {
  expect(cluster().only("aws_ecs_cluster")["configuration"]).toEqual({
    execute_command_configuration: {
      kms_key_id: "arn:aws:kms:us-east-1:111111111111:key/k",
      logging: "OVERRIDE",
      log_configuration: {
        cloud_watch_encryption_enabled: true,
        cloud_watch_log_group_name: "${aws_cloudwatch_log_group.cluster_exec_logs.name}",
      },
    },
  });
  expect(cluster().only("aws_cloudwatch_log_group")).toEqual({
    name: "/slipway/shop-test/exec",
    retention_in_days: 30,
    kms_key_id: "arn:aws:kms:us-east-1:111111111111:key/k",
    lifecycle: { prevent_destroy: true },
  });
});
