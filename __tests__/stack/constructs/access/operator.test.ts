import { expect, test } from "vitest";
import { exampleWith } from "../../../support/example-with";
import { parsed, statement, synthesizeEnvironment } from "../../../support/synth";

const operators = { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/on-duty"] };
const held = synthesizeEnvironment(exampleWith({ "access.operators": operators }));
const plain = synthesizeEnvironment(exampleWith({}));
const table = "arn:aws:dynamodb:us-east-1:111111111111:table/shop-dev-delivery";

test("a file that says that nobody holds makes the same bytes as one that says nothing of it", () => {
  const none = { "access.operators": { mode: "none" }, "delivery.windows": { mode: "any" } };
  expect(synthesizeEnvironment(exampleWith(none)).json).toEqual(plain.json);
});

test("the operator writes holds and no other item, and those who are named act as it", () => {
  const { policy } = held.resource("aws_iam_role_policy.access_operator_policy");
  expect(parsed(policy).Statement.map(({ Sid }) => Sid)).toEqual([
    "ReadRecords",
    "WriteRecords",
    "UseTheTablesKey",
  ]);
  expect(statement(policy, "WriteRecords")).toEqual({
    Sid: "WriteRecords",
    Effect: "Allow",
    Action: ["dynamodb:DeleteItem", "dynamodb:PutItem"],
    Resource: table,
    Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["hold"] } },
  });
  expect(held.resource("aws_iam_role.access_operator")).toMatchObject({
    name: "shop-dev-operator",
    assume_role_policy: expect.stringContaining('"arn:aws:iam::111111111111:role/on-duty"'),
  });
});

test("the table's own policy refuses to write holds to everybody but the operator", () => {
  const { policy } = held.only("aws_dynamodb_resource_policy");
  expect(statement(policy, "OnlyTheirOwnWriteHold")).toMatchObject({
    Effect: "Deny",
    Principal: "*",
    Action: ["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
    Condition: {
      "ForAnyValue:StringEquals": { "dynamodb:LeadingKeys": ["hold"] },
      ArnNotEquals: { "aws:PrincipalArn": ["arn:aws:iam::111111111111:role/shop-dev-operator"] },
    },
  });
  expect(Object.keys(plain.all("aws_dynamodb_resource_policy"))).toEqual([]);
});

test("who looks, deploys and applies may read holds where there are any", () => {
  const kinds = (made: typeof held, address: string, sid: string) =>
    statement(made.resource(address)["policy"], sid).Condition?.["ForAllValues:StringEquals"]?.[
      "dynamodb:LeadingKeys"
    ];
  const developers = "aws_iam_policy.access_developers";
  expect(kinds(held, developers, "ReadRecords")).toContain("hold");
  expect(kinds(plain, developers, "ReadRecords")).not.toContain("hold");
  expect(kinds(held, "aws_iam_role_policy.access_github_deploy_policy", "ReadRecords")).toContain(
    "hold",
  );
});
