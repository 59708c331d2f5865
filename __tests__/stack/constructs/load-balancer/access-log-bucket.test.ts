import { expect, test } from "vitest";
import { AccessLogBucket } from "../../../../src/stack/constructs/load-balancer";
import { statement, synthesizeIn } from "../../../support/synth";

const logs = () =>
  synthesizeIn(
    (stack) =>
      new AccessLogBucket(stack, "access_logs", {
        account: "111111111111",
        region: "us-gov-west-1",
        name: "shop-test-alb-logs",
        retentionDays: 90,
      }),
  );

test("log delivery may write below this account's number and nowhere else; a condition would shut it out", () => {
  expect(
    statement(logs().only("aws_s3_bucket_policy")["policy"], "LoadBalancersOfThisAccountWriteLogs"),
  ).toEqual({
    Sid: "LoadBalancersOfThisAccountWriteLogs",
    Effect: "Allow",
    Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: "arn:aws-us-gov:s3:::shop-test-alb-logs/AWSLogs/111111111111/*",
  });
});

test("is encrypted with S3's own keys, since log delivery can use no other", () => {
  expect(logs().only("aws_s3_bucket_server_side_encryption_configuration")["rule"]).toEqual([
    { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } },
  ]);
});

test("keeps logs as long as it was asked to, and what replaced one for a day", () => {
  expect(logs().only("aws_s3_bucket_lifecycle_configuration")["rule"]).toMatchObject([
    { expiration: [{ days: 90 }], noncurrent_version_expiration: [{ noncurrent_days: 1 }] },
  ]);
});
