import { expect, test } from "vitest";
import { exampleWith } from "../../../support/example-with";
import { parsed, statement, synthesizeEnvironment } from "../../../support/synth";

const nobody = {
  access: {
    developers: { mode: "none" },
    tester: { mode: "none" },
    promoter: { mode: "none" },
    promotionReaders: [],
    github: { mode: "none" },
  },
};
const production = (account: string) => ({
  environment: "prod",
  "repository.name": "shop/prod",
  "repository.pushers": [],
  "promotion.source": {
    mode: "environment",
    name: "shop-dev",
    account,
    region: "us-east-1",
    repository: "shop/dev",
    evidenceMaxAgeHours: 24,
  },
  access: {
    ...nobody.access,
    promoter: { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/jenkins"] },
  },
});
const made = (settings: Readonly<Record<string, unknown>>) =>
  synthesizeEnvironment(exampleWith(settings));
const ofAccess = (settings: Readonly<Record<string, unknown>>) =>
  made(settings)
    .addresses()
    .filter((address) => address.includes(".access_"));

test("a file that names nobody makes nothing", () => {
  expect(ofAccess(nobody)).toEqual([]);
});

test("developers' groups and roles get one policy, which pushes to this repository and changes nothing else", () => {
  const example = made({ "access.developers.roles": ["shop-sso"] });
  const { policy } = example.resource("aws_iam_policy.access_developers");
  expect(statement(policy, "PushImages").Resource).toBe(
    "arn:aws:ecr:us-east-1:111111111111:repository/shop/dev",
  );
  const changing = parsed(policy)
    .Statement.flatMap(({ Action }) => Action)
    .filter((action) => !/:(Get|Describe|BatchGet|BatchCheck|Query|Decrypt|Filter)/.test(action));
  expect(changing.sort()).toEqual([
    "ecr:CompleteLayerUpload",
    "ecr:InitiateLayerUpload",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
  ]);
  const policy_arn = "${aws_iam_policy.access_developers.arn}";
  expect(
    example.resource("aws_iam_group_policy_attachment.access_developers_group_shop_developers"),
  ).toEqual({ group: "shop-developers", policy_arn });
  expect(
    example.resource("aws_iam_role_policy_attachment.access_developers_role_shop_sso"),
  ).toEqual({ role: "shop-sso", policy_arn });
});

test("developers read the application's own log; the workflow that pushes has not their statement", () => {
  const example = made({});
  const { policy } = example.resource("aws_iam_policy.access_developers");
  expect(statement(policy, "ReadTheLog")).toEqual({
    Sid: "ReadTheLog",
    Effect: "Allow",
    Action: "logs:FilterLogEvents",
    Resource: "arn:aws:logs:us-east-1:111111111111:log-group:/slipway/shop-dev/app:*",
  });
  const ofWorkflow = example.resource("aws_iam_role_policy.access_github_deploy_policy")["policy"];
  expect(() => statement(ofWorkflow, "ReadTheLog")).toThrow();
});

test("a promoter in the source's account reads there itself, in another account through a role of that account", () => {
  const promoterOf = (account: string) =>
    made(production(account)).resource("aws_iam_role_policy.access_promoter_policy")["policy"];
  expect(statement(promoterOf("111111111111"), "SourcePullImages").Resource).toBe(
    "arn:aws:ecr:us-east-1:111111111111:repository/shop/dev",
  );
  expect(() => statement(promoterOf("111111111111"), "ReadTheSourceAs")).toThrow();
  expect(statement(promoterOf("222222222222"), "ReadTheSourceAs")).toMatchObject({
    Action: "sts:AssumeRole",
    Resource: "arn:aws:iam::222222222222:role/shop-dev-promotion-reader",
  });
  expect(() => statement(promoterOf("222222222222"), "SourcePullImages")).toThrow();
});

test("a promoter writes promotions, and none of the deployer's records", () => {
  const { policy } = made(production("111111111111")).resource(
    "aws_iam_role_policy.access_promoter_policy",
  );
  expect(statement(policy, "WriteRecords").Condition).toEqual({
    "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["promotion"] },
  });
});

test("a promoter reads of the target what tolerated findings are judged by, and only where they are", () => {
  const promoterWith = (tolerate: object) =>
    made({
      ...production("111111111111"),
      "delivery.scanning": "enhanced",
      "delivery.tolerate": { known: false, unfixable: true, graceDays: 0, ...tolerate },
    }).resource("aws_iam_role_policy.access_promoter_policy")["policy"];
  expect(statement(promoterWith({ known: true }), "ReadScans")).toMatchObject({
    Action: ["ecr:BatchGetImage", "ecr:DescribeImageScanFindings", "ecr:DescribeImages"],
    Resource: "arn:aws:ecr:us-east-1:111111111111:repository/shop/prod",
  });
  expect(statement(promoterWith({ graceDays: 1 }), "ReadWhenFindingsWereFirstSeen")).toMatchObject({
    Action: "dynamodb:BatchGetItem",
    Resource: "arn:aws:dynamodb:us-east-1:111111111111:table/shop-prod-delivery",
    Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["first-seen"] } },
  });
  for (const sid of ["ReadScans", "ReadWhenFindingsWereFirstSeen"]) {
    expect(() => statement(promoterWith({}), sid)).toThrow();
  }
});

test("only the promoter brings images into production's repository, and only the deployer tags there besides", () => {
  const policy = made(production("111111111111")).only("aws_ecr_repository_policy")["policy"];
  const role = (name: string) => `arn:aws:iam::111111111111:role/${name}`;
  expect(parsed(policy).Statement.filter(({ Effect }) => Effect === "Deny")).toEqual([
    {
      Sid: "OnlyThePromoterPushes",
      Effect: "Deny",
      Principal: "*",
      Action: [
        "ecr:BatchDeleteImage",
        "ecr:CompleteLayerUpload",
        "ecr:InitiateLayerUpload",
        "ecr:UploadLayerPart",
      ],
      Condition: { ArnNotEquals: { "aws:PrincipalArn": [role("shop-prod-promoter")] } },
    },
    {
      Sid: "OnlyTheDeployerTagsBesides",
      Effect: "Deny",
      Principal: "*",
      Action: ["ecr:PutImage"],
      Condition: {
        ArnNotEquals: {
          "aws:PrincipalArn": [role("shop-prod-delivery"), role("shop-prod-promoter")],
        },
      },
    },
  ]);
});

test("where images are pushed, nobody is refused by the repository", () => {
  const policy = made({}).only("aws_ecr_repository_policy")["policy"];
  expect(parsed(policy).Statement.filter(({ Effect }) => Effect === "Deny")).toEqual([]);
});

test("GitHub's identity provider is made or looked up, never both", () => {
  const create = made({ "access.github.provider": "create" });
  expect(create.only("aws_iam_openid_connect_provider")).toEqual({
    url: "https://token.actions.githubusercontent.com",
    client_id_list: ["sts.amazonaws.com"],
  });
  expect(create.allData("aws_iam_openid_connect_provider")).toEqual({});
  const existing = made({ "access.github.provider": "existing" });
  expect(existing.all("aws_iam_openid_connect_provider")).toEqual({});
  expect(existing.allData("aws_iam_openid_connect_provider")).toEqual({
    access_github: { url: "https://token.actions.githubusercontent.com" },
  });
  expect(existing.resource("aws_iam_role.access_plan")["assume_role_policy"]).toContain(
    "${data.aws_iam_openid_connect_provider.access_github.arn}",
  );
});

test("plan, apply and deploy are three jobs, each in an environment of its own", () => {
  const subjectOf = (role: string) => {
    const trust = made({}).resource(`aws_iam_role.access_${role}`)["assume_role_policy"];
    const { Condition } = statement(trust, "ExactlyThisJob");
    return Condition?.["StringEquals"]?.["token.actions.githubusercontent.com:sub"];
  };
  expect(subjectOf("plan")).toEqual(["repo:example-gov/infrastructure:environment:shop-dev-plan"]);
  expect(subjectOf("apply")).toEqual(["repo:example-gov/infrastructure:environment:shop-dev"]);
  expect(subjectOf("github_deploy")).toEqual(["repo:example-gov/shop:environment:shop-dev"]);
});
