import { describe, expect, test } from "vitest";
import { grantsOf } from "../../../src/review/iam/compare";
import { describeGrant, describeGrants } from "../../../src/review/iam/describe-grant";
import { readPolicy } from "../../../src/review/iam/policy";

function grants(statement: Record<string, unknown>) {
  return (readPolicy({ Statement: { Effect: "Allow", ...statement } }) ?? []).flatMap(grantsOf);
}
const words = (statement: Record<string, unknown>, link?: string) =>
  describeGrants(grants(statement), link);
const trust = (Principal: unknown, Action = "sts:AssumeRole") =>
  words({ Principal, Action }, "may");
const account = "222222222222";

describe("who, in words", () => {
  test.each([
    ["*", "anyone"],
    [{ AWS: "*" }, "anyone"],
    [{ AWS: account }, `account ${account}`],
    [{ AWS: `arn:aws:iam::${account}:root` }, `account ${account}`],
    [{ AWS: `arn:aws:iam::${account}:role/ci/it` }, `the role ci/it of account ${account}`],
    [{ AWS: `arn:aws-us-gov:iam::${account}:user/anna` }, `the user anna of account ${account}`],
    [
      { AWS: `arn:aws:sts::${account}:assumed-role/ci/run-1` },
      `the session run-1 of the role ci of account ${account}`,
    ],
    [{ AWS: "${aws_iam_role.ci.arn}" }, "aws_iam_role.ci"],
    [{ AWS: "AROAEXAMPLE" }, "the principal AROAEXAMPLE"],
    [{ Service: "ecs-tasks.amazonaws.com" }, "the service ecs-tasks.amazonaws.com"],
    [
      { Federated: `arn:aws:iam::${account}:oidc-provider/gitlab.example.gov` },
      "identities of gitlab.example.gov",
    ],
    [
      { Federated: `arn:aws:iam::${account}:saml-provider/staff` },
      "people of the SAML provider staff",
    ],
    [
      { Federated: "cognito-identity.amazonaws.com" },
      "identities of cognito-identity.amazonaws.com",
    ],
    [{ CanonicalUser: "abc" }, "CanonicalUser:abc"],
  ])("%j", (principal, who) => {
    expect(trust(principal)).toBe(`${who} may assume the role`);
  });

  test("everybody but somebody", () => {
    expect(words({ NotPrincipal: { AWS: account }, Action: "s3:GetObject" })).toBe(
      `anyone but account ${account} to use s3:GetObject`,
    );
  });
});

test.each([
  ["sts:AssumeRole", "assume the role"],
  ["sts:assumerolewithwebidentity", "assume the role"],
  ["sts:AssumeRoleWithSAML", "assume the role"],
  ["sts:AssumeRole*", "assume the role"],
  ["sts:*", "assume the role"],
  ["sts:TagSession", "tag the role's sessions"],
  ["sts:SetSourceIdentity", "say who uses the role's sessions"],
  ["sts:GetServiceBearerToken", "use sts:GetServiceBearerToken"],
  ["*", "use every action"],
])("%s of a role is said as what it is: %s", (action, does) => {
  expect(trust({ AWS: account }, action)).toBe(`account ${account} may ${does}`);
});

test.each([
  [{ Action: "s3:GetObject", Resource: "*" }, "s3:GetObject on everything"],
  [{ Action: "s3:*", Resource: "arn:aws:s3:::a" }, "every action of s3 on arn:aws:s3:::a"],
  [{ Action: "*", Resource: "*" }, "every action on everything"],
  [{ NotAction: "iam:*", Resource: "*" }, "every action but iam:* on everything"],
  [
    { Action: "s3:Get*", NotResource: "arn:aws:s3:::a" },
    "s3:Get* on everything but arn:aws:s3:::a",
  ],
  [
    { Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::a/*" },
    "anyone to use s3:GetObject on arn:aws:s3:::a/*",
  ],
])("%j is said as %s", (statement, said) => {
  expect(words(statement)).toBe(said);
});

test.each([
  ["StringEquals", "is"],
  ["stringequalsignorecase", "is"],
  ["StringLike", "is like"],
  ["StringNotEquals", "is not"],
  ["StringNotEqualsIgnoreCase", "is not"],
  ["StringNotLike", "is not like"],
  ["ArnEquals", "is"],
  ["ArnLike", "is like"],
  ["ArnNotEquals", "is not"],
  ["ArnNotLike", "is not like"],
  ["NumericEquals", "is"],
  ["NumericNotEquals", "is not"],
  ["NumericLessThan", "is less than"],
  ["NumericLessThanEquals", "is at most"],
  ["NumericGreaterThan", "is more than"],
  ["NumericGreaterThanEquals", "is at least"],
  ["DateLessThan", "is before"],
  ["DateGreaterThan", "is after"],
  ["Bool", "is"],
  ["IpAddress", "is in"],
  ["NotIpAddress", "is not in"],
  ["BinaryEquals", "BinaryEquals"],
])("the condition %s is said as: %s", (operator, says) => {
  const statement = { Action: "a:B", Resource: "*", Condition: { [operator]: { k: ["x", "y"] } } };
  expect(words(statement)).toBe(`a:B on everything, when k ${says} x or y`);
});

test.each([
  [{ Null: { k: "true" } }, "k is not given"],
  [{ Null: { k: "false" } }, "k is given"],
  [{ StringLikeIfExists: { k: "x" } }, "k is like x, or is not given"],
  [{ "ForAnyValue:StringEquals": { k: "x" } }, "one of k is x"],
  [{ "ForAllValues:StringEquals": { k: "x" } }, "each of k is x"],
  [{ StringEquals: { a: "x", b: "y" } }, "a is x and b is y"],
])("the conditions %j are said as: %s", (Condition, says) => {
  expect(words({ Action: "a:B", Resource: "*", Condition })).toBe(
    `a:B on everything, when ${says}`,
  );
});

test("of many the first four are said, and the others counted", () => {
  const actions = ["a:1", "a:2", "a:3", "a:4", "a:5", "a:6"];
  const all = grants({ Action: actions, Resource: "r" });
  expect(describeGrants(all)).toBe("a:1 on r; a:2 on r; a:3 on r; a:4 on r; and 2 more");
  expect(describeGrants(all.slice(0, 4))).toBe("a:1 on r; a:2 on r; a:3 on r; a:4 on r");
  expect(all.slice(0, 1).map((one) => describeGrant(one))).toEqual(["a:1 on r"]);
});
