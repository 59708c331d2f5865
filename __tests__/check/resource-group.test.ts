import { expect, test } from "vitest";
import { groupOf } from "../../src/check/summarize";

test.each([
  ["aws_security_group", "network"],
  ["aws_vpc_security_group_ingress_rule", "network"],
  ["aws_lb_target_group", "edge"],
  ["aws_ecs_service", "compute"],
  ["aws_db_instance", "data"],
  ["aws_cloudwatch_log_group", "logs"],
  ["aws_cloudwatch_event_rule", "delivery"],
  ["aws_cloudwatch_metric_alarm", "alarms"],
  ["aws_iam_role_policy", "access"],
])("%s belongs to %s", (type, group) => {
  expect(groupOf(type)).toBe(group);
});

test.each(["aws_elasticache_cluster", "aws_lbx", "random_id"])(
  "%s, which nobody thought of, is not left out",
  (type) => {
    expect(groupOf(type)).toBe("other");
  },
);
