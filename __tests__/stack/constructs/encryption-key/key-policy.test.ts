import { expect, test } from "vitest";
import { keyPolicy } from "../../../../src/stack/constructs/encryption-key";
import { parsed, statement } from "../../../support/synth";

const props = {
  account: "111111111111",
  region: "us-gov-west-1",
  logGroupNames: ["/slipway/shop-test/app", "/aws/rds/instance/shop-test/upgrade"],
  databaseEvents: true,
  siteBucketName: "shop-test-site",
};
const policy = keyPolicy(props);

test("keeps the account in, or nobody could ever change the policy again", () => {
  expect(statement(policy, "TheAccountKeepsControl")).toEqual({
    Sid: "TheAccountKeepsControl",
    Effect: "Allow",
    Principal: { AWS: "arn:aws-us-gov:iam::111111111111:root" },
    Action: "kms:*",
    Resource: "*",
  });
});

test("says once that the account's policies decide: a second statement for its root would grant nothing", () => {
  const ofTheAccount = parsed(policy).Statement.filter(({ Principal }) =>
    JSON.stringify(Principal).includes(":root"),
  );
  expect(ofTheAccount.map(({ Sid }) => Sid)).toEqual(["TheAccountKeepsControl"]);
});

test("encrypts logs of exactly the named groups, which CloudWatch proves by its encryption context", () => {
  // Permissions and context as AWS lists them: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
  expect(statement(policy, "LogGroupsOfThisEnvironment")).toEqual({
    Sid: "LogGroupsOfThisEnvironment",
    Effect: "Allow",
    Principal: { Service: "logs.us-gov-west-1.amazonaws.com" },
    Action: [
      "kms:Decrypt",
      "kms:Encrypt",
      "kms:GenerateDataKey*",
      "kms:ReEncrypt*",
      "kms:DescribeKey",
    ],
    Resource: "*",
    Condition: {
      ArnEquals: {
        "kms:EncryptionContext:aws:logs:arn": [
          "arn:aws-us-gov:logs:us-gov-west-1:111111111111:log-group:/slipway/shop-test/app",
          "arn:aws-us-gov:logs:us-gov-west-1:111111111111:log-group:/aws/rds/instance/shop-test/upgrade",
        ],
      },
    },
  });
});

test("lets alarms of this account publish to the encrypted topic", () => {
  expect(statement(policy, "AlarmsPublishToTheTopic")).toEqual({
    Sid: "AlarmsPublishToTheTopic",
    Effect: "Allow",
    Principal: { Service: "cloudwatch.amazonaws.com" },
    Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
    Resource: "*",
    Condition: { StringEquals: { "aws:SourceAccount": "111111111111" } },
  });
});

test("lets EventBridge encrypt for the queue, without a condition, since it sends none and would fail in silence", () => {
  expect(statement(policy, "EventsReachTheQueue")).toEqual({
    Sid: "EventsReachTheQueue",
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
    Resource: "*",
  });
});

test("lets RDS publish a database's events of this account, where somebody listens", () => {
  expect(statement(policy, "EventsOfTheDatabaseReachTheTopic")).toEqual({
    Sid: "EventsOfTheDatabaseReachTheTopic",
    Effect: "Allow",
    Principal: { Service: "events.rds.amazonaws.com" },
    Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
    Resource: "*",
    Condition: { StringEquals: { "aws:SourceAccount": "111111111111" } },
  });
  expect(keyPolicy({ ...props, databaseEvents: false })).not.toContain("events.rds");
});

test("lets distributions of this account decrypt what the bucket of pages holds, where there is one", () => {
  expect(statement(policy, "DistributionsReadPages")).toEqual({
    Sid: "DistributionsReadPages",
    Effect: "Allow",
    Principal: { Service: "cloudfront.amazonaws.com" },
    Action: "kms:Decrypt",
    Resource: "*",
    Condition: {
      ArnLike: {
        "aws:SourceArn": "arn:aws-us-gov:cloudfront::111111111111:distribution/*",
        "kms:EncryptionContext:aws:s3:arn": [
          "arn:aws-us-gov:s3:::shop-test-site",
          "arn:aws-us-gov:s3:::shop-test-site/*",
        ],
      },
    },
  });
  expect(keyPolicy({ ...props, siteBucketName: undefined })).not.toContain("cloudfront");
});

test("names no principal but the account and services", () => {
  const principals = parsed(policy).Statement.map(({ Principal }) => Principal);
  expect(new Set(principals.map((p) => JSON.stringify(p)))).toEqual(
    new Set([
      '{"AWS":"arn:aws-us-gov:iam::111111111111:root"}',
      '{"Service":"logs.us-gov-west-1.amazonaws.com"}',
      '{"Service":"cloudwatch.amazonaws.com"}',
      '{"Service":"events.amazonaws.com"}',
      '{"Service":"events.rds.amazonaws.com"}',
      '{"Service":"cloudfront.amazonaws.com"}',
    ]),
  );
});
