import { describe, expect, test } from "vitest";
import { resourcePolicyPublic } from "../../../../src/review/rules/exposure/resource-policy-public";
import { type Made, planOf, saidBy, saidOfUpdate, type Values } from "../../support/plans";

describe("resource-policy-public", () => {
  const policy = (principal: unknown, condition?: unknown) => ({
    bucket: "files",
    policy: JSON.stringify({
      Statement: [
        {
          Effect: "Allow",
          Principal: principal,
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::files/*",
          ...(condition ? { Condition: condition } : {}),
        },
      ],
    }),
  });
  const said = (after: Values) =>
    saidOfUpdate(
      resourcePolicyPublic,
      "aws_s3_bucket_policy.files",
      { bucket: "files", policy: "" },
      after,
    );

  test("refuses a bucket that anyone may read", () => {
    expect(said(policy("*"))).toEqual([
      "refused: `policy` now allows anyone to use s3:GetObject on arn:aws:s3:::files/*",
    ]);
    expect(said(policy({ AWS: "*" }))).toHaveLength(1);
  });

  test("lets it pass when a condition says who", () => {
    expect(said(policy("*", { StringEquals: { "aws:PrincipalOrgID": "o-example" } }))).toEqual([]);
    expect(said(policy({ Service: "logging.s3.amazonaws.com" }))).toEqual([]);
  });

  test.each([
    ["an address range of everybody", { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } }],
    ["any ARN", { ArnLike: { "aws:SourceArn": "*" } }],
    ["who it is not", { StringNotEquals: { "aws:PrincipalOrgID": "o-example" } }],
    ["only how, not who", { Bool: { "aws:SecureTransport": "true" } }],
    ["who, unless nobody says", { StringEqualsIfExists: { "aws:SourceAccount": "111111111111" } }],
  ])("is not taken in by a condition on %s", (_, condition) => {
    expect(said(policy("*", condition))).toHaveLength(1);
  });
});

describe("resource-policy-public, of what lets others in by an attribute", () => {
  const mine = "arn:aws:iam::111111111111:role/ours";
  const ours = { arn: "arn:aws:sqs:us-east-1:111111111111:it" };
  const queue = "aws_sqs_queue.it";
  const stands: Made = { address: queue, before: ours, after: ours, actions: ["no-op"] };
  const said = (type: string, after: Values, more: Partial<Made> = {}) =>
    saidBy(resourcePolicyPublic, planOf(stands, { address: `${type}.it`, after, ...more }));
  const who = (name: string, words: string) => [`refused: \`${name}\` lets in others: ${words}`];

  test("refuses everybody, another account, and whose account nobody knows", () => {
    const action = "lambda:InvokeFunction";
    expect(said("aws_lambda_permission", { principal: "*", action })).toEqual(
      who("principal", "anyone to use lambda:InvokeFunction (anyone)"),
    );
    expect(said("aws_kms_grant", { grantee_principal: "arn:aws:iam::222222222222:root" })).toEqual(
      who("grantee_principal", "account 222222222222 to use every action (another account)"),
    );
    expect(said("aws_vpc_endpoint_service", { allowed_principals: [mine, "*"] })).toHaveLength(1);
    expect(said("aws_ram_principal_association", { principal: "222222222222" })).toHaveLength(1);
    expect(said("aws_lambda_permission", { principal: "AROAEXAMPLE" })).toHaveLength(1);
    expect(
      said("aws_lambda_permission", { principal: "*", principal_org_id: "o-abcdefghij" }),
    ).toHaveLength(1);
    expect(said("aws_lambda_permission", {}, { unknown: { principal: true } })).toHaveLength(1);
  });

  test("lets in AWS's services, the account's own, and everybody whom a condition holds to it", () => {
    const source_arn = "arn:aws:events:us-east-1:111111111111:rule/it";
    const service = { principal: "events.amazonaws.com", source_arn };
    expect(said("aws_lambda_permission", service)).toEqual([]);
    expect(said("aws_eks_access_entry", { principal_arn: mine })).toEqual([]);
    expect(
      said("aws_lambda_permission", { principal: "*", source_account: "111111111111" }),
    ).toEqual([]);
    const role = "${aws_iam_role.ours.arn}";
    const unknown = { unknown: { principal_arn: true }, configured: { principal_arn: role } };
    expect(said("aws_eks_access_entry", {}, unknown)).toEqual([]);
    expect(
      said("aws_lambda_permission", { principal: "*" }, { before: { principal: "*" } }),
    ).toEqual([]);
  });
});
