import { expect, test } from "vitest";
import { repositoryPolicy } from "../../../../src/stack/constructs/image-repository";
import { parsed, statement } from "../../../support/synth";

const developers = "arn:aws:iam::111111111111:role/developers";
const auditors = "arn:aws:iam::222222222222:role/auditors";

const policy = (pushers: string[], pullers: string[]) =>
  repositoryPolicy({ account: "111111111111", region: "us-east-1", pushers, pullers });

test("within the account IAM policies decide who reads", () => {
  const own = statement(policy([], []), "TheAccountsPoliciesDecide");
  expect(own.Principal).toEqual({ AWS: "arn:aws:iam::111111111111:root" });
  expect(own.Action).toEqual([
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer",
    "ecr:DescribeImages",
    "ecr:DescribeImageScanFindings",
  ]);
});

test("names nobody where the file names nobody", () => {
  expect(parsed(policy([], [])).Statement).toHaveLength(1);
});

test("whoever is named may push, and read back what was pushed", () => {
  expect(statement(policy([developers], []), "NamedPushers")).toEqual({
    Sid: "NamedPushers",
    Effect: "Allow",
    Principal: { AWS: [developers] },
    Action: [
      "ecr:BatchCheckLayerAvailability",
      "ecr:CompleteLayerUpload",
      "ecr:InitiateLayerUpload",
      "ecr:PutImage",
      "ecr:UploadLayerPart",
      "ecr:BatchGetImage",
    ],
  });
});

test("whoever may pull may not push", () => {
  expect(statement(policy([], [auditors]), "NamedPullers")).toEqual({
    Sid: "NamedPullers",
    Effect: "Allow",
    Principal: { AWS: [auditors] },
    Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
  });
});

test("nobody may delete or retag through this policy", () => {
  const actions = parsed(policy([developers], [auditors])).Statement.flatMap((s) => s.Action);
  expect(actions.filter((action) => /Delete|TagMutability|ecr:\*/.test(action))).toEqual([]);
});

test("where images come by promotion, nobody uploads or deletes but the promoter, and nobody tags but it and the deployer", () => {
  const promoterArn = "arn:aws:iam::111111111111:role/shop-prod-promoter";
  const deployerArn = "arn:aws:iam::111111111111:role/shop-prod-delivery";
  const promoted = repositoryPolicy({
    ...{ account: "111111111111", region: "us-east-1", pushers: [], pullers: [] },
    promotion: { promoterArn, deployerArn },
  });
  const refusal = (Sid: string, Action: string[], but: string[]) => ({
    ...{ Sid, Effect: "Deny", Principal: "*", Action },
    Condition: { ArnNotEquals: { "aws:PrincipalArn": but } },
  });
  expect(parsed(promoted).Statement.slice(1)).toEqual([
    refusal(
      "OnlyThePromoterPushes",
      [
        "ecr:BatchDeleteImage",
        "ecr:CompleteLayerUpload",
        "ecr:InitiateLayerUpload",
        "ecr:UploadLayerPart",
      ],
      [promoterArn],
    ),
    refusal("OnlyTheDeployerTagsBesides", ["ecr:PutImage"], [deployerArn, promoterArn]),
  ]);
});
