import { expect, test } from "vitest";
import { policyJson, trustInService } from "../../../src/base/policy";
import { parsed } from "../../support/synth";

test("is a policy document of the one version that knows variables", () => {
  const statement = {
    Sid: "Read",
    Effect: "Allow",
    Action: "s3:GetObject",
    Resource: "*",
  } as const;
  expect(parsed(policyJson([statement]))).toEqual({
    Version: "2012-10-17",
    Statement: [statement],
  });
});

test("a service acts for this account alone", () => {
  expect(parsed(trustInService("states.amazonaws.com", "111111111111")).Statement).toEqual([
    {
      Sid: "ServiceActsForThisAccount",
      Effect: "Allow",
      Principal: { Service: "states.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "aws:SourceAccount": "111111111111" } },
    },
  ]);
});

test("and, where one is named, for one resource alone", () => {
  const [statement] = parsed(
    trustInService("states.amazonaws.com", "111111111111", "arn:machine"),
  ).Statement;
  expect(statement?.Condition).toEqual({
    StringEquals: { "aws:SourceAccount": "111111111111" },
    ArnLike: { "aws:SourceArn": "arn:machine" },
  });
});
