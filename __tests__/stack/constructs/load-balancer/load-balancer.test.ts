import { expect, test } from "vitest";
import {
  LoadBalancer,
  type LoadBalancerProps,
} from "../../../../src/stack/constructs/load-balancer";
import { synthesizeIn } from "../../../support/synth";

const loadBalancer = (props: Partial<LoadBalancerProps> = {}) =>
  synthesizeIn(
    (stack) =>
      new LoadBalancer(stack, "load_balancer", {
        account: "111111111111",
        region: "us-east-1",
        name: "shop-test",
        scheme: "internal",
        ipAddressType: "ipv4",
        subnetIds: ["subnet-1", "subnet-2"],
        securityGroupId: "sg-load-balancer",
        certificateArn: "certificate",
        accessLogBucketName: "shop-test-alb-logs",
        accessLogRetentionDays: 30,
        ...props,
      }),
  );

test.each([
  ["internal", true],
  ["internet-facing", false],
] as const)("%s is internal: %s", (scheme, internal) => {
  expect(loadBalancer({ scheme }).only("aws_lb")).toMatchObject({ internal });
});

test.each(["ipv4", "dualstack"] as const)("answers on %s", (ipAddressType) => {
  expect(loadBalancer({ ipAddressType }).only("aws_lb")).toMatchObject({
    ip_address_type: ipAddressType,
  });
});

test("drops malformed headers, resists request smuggling and cannot be deleted by a plan", () => {
  expect(loadBalancer().only("aws_lb")).toMatchObject({
    load_balancer_type: "application",
    drop_invalid_header_fields: true,
    desync_mitigation_mode: "defensive",
    enable_deletion_protection: true,
    security_groups: ["sg-load-balancer"],
    subnets: ["subnet-1", "subnet-2"],
  });
});

test.each([
  [undefined, "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"],
  ["standard", "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"],
  ["fips", "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09"],
] as const)("with tlsPolicy %s the listener has %s", (tlsPolicy, policy) => {
  expect(
    loadBalancer({ tlsPolicy }).resource("aws_lb_listener.load_balancer_https")["ssl_policy"],
  ).toBe(policy);
});

test("writes access logs, once their bucket lets it", () => {
  expect(loadBalancer().only("aws_lb")).toMatchObject({
    access_logs: {
      enabled: true,
      bucket: "${aws_s3_bucket.load_balancer_access_logs.id}",
    },
    depends_on: ["aws_s3_bucket_policy.load_balancer_access_logs_policy"],
  });
});

test("speaks TLS 1.3, or 1.2 with forward secrecy, and knows nobody until a rule names one", () => {
  expect(loadBalancer().resource("aws_lb_listener.load_balancer_https")).toEqual({
    load_balancer_arn: "${aws_lb.load_balancer.arn}",
    port: 443,
    protocol: "HTTPS",
    ssl_policy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    certificate_arn: "certificate",
    default_action: [
      {
        type: "fixed-response",
        fixed_response: {
          content_type: "text/plain",
          status_code: "404",
          message_body: "No such site",
        },
      },
    ],
  });
});

test("answers HTTP only with a redirect to HTTPS", () => {
  expect(loadBalancer().resource("aws_lb_listener.load_balancer_http")).toEqual({
    load_balancer_arn: "${aws_lb.load_balancer.arn}",
    port: 80,
    protocol: "HTTP",
    default_action: [
      { type: "redirect", redirect: { protocol: "HTTPS", port: "443", status_code: "HTTP_301" } },
    ],
  });
});
