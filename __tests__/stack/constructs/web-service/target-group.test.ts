import { expect, test } from "vitest";
import {
  isMaintenancePage,
  maintenanceAnswer,
  maintenanceText,
} from "../../../../src/contract/maintenance";
import {
  TargetGroup,
  type TargetGroupProps,
} from "../../../../src/stack/constructs/web-service/target-group";
import { synthesizeIn } from "../../../support/synth";

const targets = (props: Partial<TargetGroupProps> = {}) =>
  synthesizeIn(
    (stack) =>
      new TargetGroup(stack, "targets", {
        namePrefix: "shop-t",
        vpcId: "vpc-1",
        port: 8080,
        healthCheckPath: "/health/ready",
        listenerArn: "listener",
        hostName: "shop.example.gov",
        rulePriority: 7,
        maintenance: false,
        maintenanceText: undefined,
        ...props,
      }),
  );

test("has its successor ready before it goes, under a name that AWS completes", () => {
  const group = targets().only("aws_lb_target_group");
  expect(group).toMatchObject({
    name_prefix: "shop-t",
    lifecycle: { create_before_destroy: true },
  });
  expect(group).not.toHaveProperty("name");
});

test("sends requests to the tasks' own addresses, to the one with the fewest open", () => {
  expect(targets().only("aws_lb_target_group")).toMatchObject({
    target_type: "ip",
    protocol: "HTTP",
    port: 8080,
    vpc_id: "vpc-1",
    load_balancing_algorithm_type: "least_outstanding_requests",
  });
});

test("calls a task unhealthy only after a failover of its database could be over", () => {
  const { interval, unhealthy_threshold } = targets().only("aws_lb_target_group")[
    "health_check"
  ] as { interval: number; unhealthy_threshold: number };
  expect(interval * unhealthy_threshold).toBe(150);
});

test("asks the path of the file, and only 200 will do", () => {
  expect(targets().only("aws_lb_target_group")["health_check"]).toEqual({
    path: "/health/ready",
    matcher: "200",
    interval: 15,
    timeout: 10,
    healthy_threshold: 2,
    unhealthy_threshold: 10,
  });
});

test("a path that looks like an expression of Terraform stays text", () => {
  expect(targets({ healthCheckPath: "/${x}" }).only("aws_lb_target_group")).toMatchObject({
    health_check: { path: "/$${x}" },
  });
});

test("gets the requests for its host name and no other", () => {
  expect(targets().only("aws_lb_listener_rule")).toEqual({
    listener_arn: "listener",
    priority: 7,
    condition: [{ host_header: { values: ["shop.example.gov"] } }],
    action: [{ type: "forward", target_group_arn: "${aws_lb_target_group.targets.arn}" }],
  });
});

test("under maintenance answers everybody 503, and a rule right behind keeps the group in use", () => {
  const rules = targets({ maintenance: true }).all("aws_lb_listener_rule");
  const condition = [{ host_header: { values: ["shop.example.gov"] } }];
  expect(rules).toEqual({
    targets_rule: {
      listener_arn: "listener",
      priority: 7,
      condition,
      action: [
        {
          type: "fixed-response",
          fixed_response: {
            content_type: "text/html",
            message_body: maintenanceAnswer().messageBody,
            status_code: "503",
          },
        },
      ],
      depends_on: ["aws_lb_listener_rule.targets_kept_rule"],
    },
    targets_kept_rule: {
      listener_arn: "listener",
      priority: 8,
      condition,
      action: [{ type: "forward", target_group_arn: "${aws_lb_target_group.targets.arn}" }],
      lifecycle: { create_before_destroy: true },
    },
  });
});

test("the page of maintenance says what the file says, as it stands there, and with the longest text still fits", () => {
  const text = "Back at 8:00 ${x} %{y}.";
  const [rule] = Object.values(
    targets({ maintenance: true, maintenanceText: text }).all("aws_lb_listener_rule"),
  ).filter(({ action }) => JSON.stringify(action).includes("fixed-response"));
  expect(JSON.stringify(rule)).toContain("<p>Back at 8:00 $${x} %%{y}.</p>");
  const longest = "a".repeat(maintenanceText.most);
  expect(maintenanceText.pattern.test(longest)).toBe(true);
  expect(Buffer.byteLength(maintenanceAnswer(longest).messageBody)).toBeLessThanOrEqual(1024);
  expect(isMaintenancePage(maintenanceAnswer(longest).messageBody)).toBe(true);
  expect(isMaintenancePage(maintenanceAnswer("<b>").messageBody)).toBe(false);
});

test("the page of maintenance fits into what a load balancer answers, has nothing from elsewhere, and comes again", () => {
  const { messageBody } = maintenanceAnswer();
  expect(Buffer.byteLength(messageBody)).toBeLessThanOrEqual(1024);
  expect(messageBody).not.toMatch(/https?:|src=|href=/);
  expect(messageBody).not.toContain("${");
  expect(messageBody).toContain('http-equiv="refresh"');
});
