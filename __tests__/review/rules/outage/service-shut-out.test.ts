import { describe, expect, test } from "vitest";
import { serviceShutOut } from "../../../../src/review/rules/outage/service-shut-out";
import { planOf, saidBy, saidOfUpdate, type Values } from "../../support/plans";

describe("service-shut-out", () => {
  const allows = (...services: string[]) => ({
    policy: JSON.stringify({
      Statement: services.map((Service) => ({
        Effect: "Allow",
        Principal: { Service },
        Action: "*",
        Resource: "*",
      })),
    }),
  });
  const logs = "logs.us-east-1.amazonaws.com";
  const alarms = "cloudwatch.amazonaws.com";

  test.each(["aws_kms_key.it", "aws_sns_topic_policy.it", "aws_sqs_queue_policy.it"])(
    "refuses that %s allows a service nothing any more, and lets one come",
    (address) => {
      const change = (before: Values, after: Values) =>
        saidOfUpdate(serviceShutOut, address, before, after);
      expect(change(allows(logs, alarms), allows(alarms))).toEqual([
        `refused: \`policy\` no longer allows anything to ${logs}`,
      ]);
      expect(change(allows(alarms), allows(logs, alarms))).toEqual([]);
    },
  );

  test("refuses a bucket's policy that goes or moves, and leaves it to the bucket when that goes", () => {
    const address = "aws_s3_bucket_policy.it";
    const before = { bucket: "logs", ...allows(logs) };
    expect(saidBy(serviceShutOut, planOf({ address, before }))).toHaveLength(1);
    expect(
      saidOfUpdate(serviceShutOut, address, before, { ...before, bucket: "other" }),
    ).toHaveLength(1);
    const bucket = { address: "aws_s3_bucket.it", before: { id: "logs" } };
    expect(saidBy(serviceShutOut, planOf({ address, before }, bucket))).toEqual([]);
    expect(saidBy(serviceShutOut, planOf({ address, after: before }))).toEqual([]);
  });

  test("notes what a policy denies besides, whoever allows it, and says nothing of a denial that goes or stays", () => {
    const [allowed] = JSON.parse(allows(logs).policy).Statement;
    const denial = { Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: "*" };
    const policy = (...statements: object[]) => ({
      policy: JSON.stringify({ Statement: [allowed, ...statements] }),
    });
    const said = (before: Values, after: Values) =>
      saidOfUpdate(serviceShutOut, "aws_s3_bucket_policy.it", before, after);
    expect(said(policy(), policy(denial))).toEqual([
      "noted: `policy` now denies anyone to use s3:PutObject",
    ]);
    expect(said(policy(denial), policy(denial))).toEqual([]);
    expect(said(policy(denial), policy())).toEqual([]);
  });

  test("leaves the end of a topic's or queue's policy, and of a key, to those that report it", () => {
    for (const type of ["aws_sns_topic_policy", "aws_sqs_queue_policy", "aws_kms_key"]) {
      const gone = { address: `${type}.it`, before: allows(logs) };
      expect(saidBy(serviceShutOut, planOf(gone))).toEqual([]);
    }
  });
});

describe("service-shut-out, of a policy that goes", () => {
  const policy = JSON.stringify({
    Statement: [
      {
        Effect: "Allow",
        Action: "a:B",
        Resource: "*",
        Principal: { Service: "logs.amazonaws.com" },
      },
    ],
  });
  const said = (type: string, attribute: string, holder: string | undefined) =>
    saidBy(
      serviceShutOut,
      planOf(
        { address: `${type}.it`, before: { [attribute]: "x", policy } },
        ...(holder === undefined
          ? []
          : [
              {
                address: `${holder}.it`,
                before: { bucket: "x", id: "x", key_id: "x", name: "x", arn: "x", repository: "x" },
              },
            ]),
      ),
    );

  test.each([
    ["aws_s3_bucket_policy", "bucket", "aws_s3_bucket"],
    ["aws_kms_key_policy", "key_id", "aws_kms_key"],
    ["aws_ecr_repository_policy", "repository", "aws_ecr_repository"],
    ["aws_secretsmanager_secret_policy", "secret_arn", "aws_secretsmanager_secret"],
  ])("refuses that %s goes, unless what its `%s` names goes too", (type, attribute, holder) => {
    expect(said(type, attribute, undefined)).toEqual([
      "refused: `policy` no longer allows anything to logs.amazonaws.com",
    ]);
    expect(said(type, attribute, holder)).toEqual([]);
  });

  test("leaves a queue's and a topic's policy that goes to the rules about them", () => {
    expect(said("aws_sqs_queue_policy", "queue_url", undefined)).toEqual([]);
    expect(said("aws_sns_topic_policy", "arn", undefined)).toEqual([]);
  });
});
