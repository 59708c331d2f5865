import { describe, expect, test } from "vitest";
import { grantsOf } from "../../../src/review/iam/compare";
import { dangerOf, isForEveryone } from "../../../src/review/iam/danger";
import type { PolicyKind } from "../../../src/review/iam/policies-of";
import { readPolicy } from "../../../src/review/iam/policy";

const own = "111111111111";
const other = "222222222222";

/** Why one statement must not pass unseen on something new. */
function dangers(kind: PolicyKind, statement: object): readonly string[] {
  const policy = readPolicy({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: "s3:GetObject", ...statement },
  });
  if (policy === undefined) throw new Error("not a policy");
  return policy.flatMap(grantsOf).flatMap((grant) => dangerOf(grant, kind, new Set([own])) ?? []);
}

/** The reason in brackets, or what says itself. */
const reason = (danger: string) => /\(([^()]+)\)$/.exec(danger)?.[1] ?? danger;

describe("what a role's policy allows", () => {
  const of = (Action: string, Resource: string, more: object = {}) =>
    dangers("identity", { Action, Resource, ...more });

  const bucket = "arn:aws:s3:::files/*";
  test.each([
    ["*", bucket, `every action on ${bucket}`],
    ["s3:*", bucket, `every action of s3 on ${bucket}`],
    ["s3:**", bucket, "all actions of a service, or of all"],
    ["s3:?*", bucket, "all actions of a service, or of all"],
    ["s*", bucket, "all actions of a service, or of all"],
    ["*:*", bucket, "all actions of a service, or of all"],
    ["*:GetObject", bucket, "all actions of a service, or of all"],
    ["s?:GetObject", bucket, "all actions of a service, or of all"],
    ["iam:PassRole", "*", "iam:PassRole on everything"],
    ["iam:PassRole", "**", "on every resource of the account"],
    ["iam:PassRole", "arn:aws:iam::111111111111:*", "on every resource of the account"],
    ["iam:PassRole", "arn:aws:iam::111111111111:role/*", "on everything of that kind"],
    ["iam:PassRole", "arn:aws:iam::*:role/*", "on everything of that kind"],
    ["iam:PassRole", "arn:*", "on every resource of the account"],
    ["iam:PassRole", "arn:aws:iam:*", "on every resource of the account"],
    ["iam:PassRole", "*:role/*", "on every resource of the account"],
    [
      "secretsmanager:GetSecretValue",
      "arn:aws:secretsmanager:*:*:secret:*",
      "on everything of that kind",
    ],
    ["s3:GetObject", "arn:aws:s3:::*/*", "on every resource of the account"],
    ["s3:GetObject", "arn:aws:s3:::?*", "on every resource of the account"],
    ["kms:Decrypt", "arn:aws:kms:us-east-1:111111111111:key/*", "on everything of that kind"],
    ["dynamodb:GetItem", "arn:aws:dynamodb:*:*:table/*", "on everything of that kind"],
    [
      "rds:RestoreDBInstanceFromDBSnapshot",
      "arn:aws:rds:us-east-1:111111111111:snapshot:*",
      "on everything of that kind",
    ],
    [
      "rds:DeleteDBParameterGroup",
      "arn:aws:rds:us-east-1:111111111111:pg:*",
      "on everything of that kind",
    ],
    ...[
      ["ssm:GetParameter", "ssm:us-east-1:111111111111:parameter*"],
      ["iam:PassRole", "iam::111111111111:r*"],
      ["ecr:BatchGetImage", "ecr:us-east-1:111111111111:repository*"],
      [
        "elasticloadbalancing:DeleteLoadBalancer",
        "elasticloadbalancing:us-east-1:111111111111:loadbalancer/app/*",
      ],
      ["wafv2:DeleteWebACL", "wafv2:us-east-1:111111111111:regional/webacl/*"],
    ].map(([action = "", rest]) => [action, `arn:aws:${rest}`, "on everything of that kind"]),
    ["logs:DescribeLogStreams~", "*", "logs:DescribeLogStreams~ on everything"],
    ...[
      ["s3:GetObject", "s3:::*-logs/*"],
      ["s3:PutObject", "s3:::?-logs"],
      ["iam:PassRole", "iam::111111111111:role/*-admin"],
      ["secretsmanager:GetSecretValue", "secretsmanager:us-east-1:111111111111:secret:*password*"],
      ["sns:Publish", "sns:us-east-1:111111111111:*-alarms"],
    ].map(([action = "", rest]) => [
      action,
      `arn:aws:${rest}`,
      "on whatever has a name that ends so, whosever it is",
    ]),
    ["iam:PassRole", "arn:aws:iam::*:role/x", "in any account"],
    ["sts:AssumeRole", "arn:aws:iam::*:role/x", "in any account"],
    ["sqs:SendMessage", "arn:aws:sqs:us-east-1:1111111111??:shop", "in any account"],
    ["sns:Publish", `arn:aws:sns:us-east-1:${other}:shop`, "in another account"],
    [
      "lambda:InvokeFunction",
      `arn:aws:lambda:us-east-1:${other}:function:shop`,
      "in another account",
    ],
    ["iam:PassRole", `arn:aws:iam::${other}:role/x`, "in another account"],
    ["sts:AssumeRole", `arn:aws:iam::${other}:role/x`, "in another account"],
    ["sts:AssumeRole", `arn:aws:iam::${other}:role/x*-promotion-reader`, "in another account"],
    ["iam:PassRole", `arn:aws:iam::${other}:role/shop-dev-promotion-reader`, "in another account"],
    ["sts:TagSession", `arn:aws:iam::${other}:role/x`, "in another account"],
  ])("is dangerous: %s on %s", (action, resource, said) => {
    expect(of(action, resource).map(reason)).toEqual([said]);
  });

  test.each([
    ["s3:GetObject", bucket],
    ["s3:GetObject", "arn:aws:s3:::files-*/*"],
    ["s3:PutObject", "arn:aws:s3:::files/*-logs"],
    ["sts:AssumeRole", `arn:aws:iam::${other}:role/slipway/shop-dev-promotion-reader`],
    ["ecr:BatchGetImage", `arn:aws:ecr:us-east-1:${other}:repository/shop`],
    ["kms:Decrypt", `arn:aws:kms:us-east-1:${other}:key/1234`],
    ["secretsmanager:Get*", `arn:aws:secretsmanager:us-east-1:${other}:secret:shop`],
    ["sns:Publish", `arn:aws:sns:*:${own}:shop`],
    ["sns:Publish", "arn:aws:sns:us-east-1:${data.aws_caller_identity.it.account_id}:shop"],
    ["s3:Get*", bucket],
    ["iam:PassRole", "arn:aws:iam::111111111111:role/shop-*"],
    ["secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:shop/dev/*"],
    ["ecs:DescribeTasks", "*"],
    ["ECS:ListTasks", "*"],
    ["kms:Decrypt", "${aws_kms_key.it.arn}"],
    ["s3:GetObject", "${aws_s3_bucket.it.arn}/*"],
    ["logs:PutLogEvents", "arn:aws:logs:us-east-1:111111111111:log-group:/shop/*"],
    ["sns:Publish", "arn:aws:sns:us-east-1:111111111111:topic:*"],
    ["sqs:SendMessage", "arn:aws:sqs:us-east-1:111111111111:shop-*"],
    ["execute-api:Invoke", "arn:aws:execute-api:us-east-1:111111111111:abc/*"],
    ["states:StopExecution", "arn:aws:states:us-east-1:111111111111:execution:shop:*"],
    ["iam:PassRole", "arn:aws:iam::111111111111:role/${local.name}*"],
    ["codepipeline:StartPipelineExecution", "arn:aws:codepipeline:us-east-1:111111111111:shop-*"],
    [
      "elasticloadbalancing:DeleteLoadBalancer",
      "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/app/shop/*",
    ],
    ["wafv2:DeleteWebACL", "arn:aws:wafv2:us-east-1:111111111111:regional/webacl/shop/*"],
    ["iam:PassRole", "arn:aws:iam::111111111111:role-${local.name}"],
    ["route53:GetChange", "arn:aws:route53:::change/*"],
    [
      "ec2:AuthorizeSecurityGroupIngress",
      "arn:aws:ec2:us-east-1:111111111111:security-group-rule/*",
    ],
    [
      "application-autoscaling:PutScalingPolicy",
      "arn:aws:application-autoscaling:us-east-1:111111111111:scalable-target/*",
    ],
    ["logs:GetDelivery", "arn:aws:logs:us-east-1:111111111111:delivery:*"],
    ["ec2:GetManagedPrefixListEntries", "arn:aws:ec2:us-east-1:aws:prefix-list/*"],
    ["cloudfront:UpdateFunction", "arn:aws:cloudfront::111111111111:origin-access-control/*"],
    ["cloudfront:UpdateFunction", "arn:aws:cloudfront::111111111111:response-headers-policy/*"],
    ["cloudfront:GetDistribution", "arn:aws:cloudfront::111111111111:distribution/*"],
    ["cloudfront:GetVpcOrigin", "arn:aws:cloudfront::111111111111:vpcorigin/*"],
    ["route53:AssociateVPCWithHostedZone", "arn:aws:route53:::hostedzone/*"],
    ...["og", "pg", "subgrp"].map((kind) => [
      "rds:RestoreDBInstanceFromDBSnapshot",
      `arn:aws:rds:us-east-1:111111111111:${kind}:*`,
    ]),
    ["kms:GetKeyPolicy", "arn:aws:kms:us-east-1:111111111111:key/*"],
    ["kms:GetKeyRotationStatus", "arn:aws:kms:us-east-1:111111111111:key/*"],
  ])("is ordinary: %s on %s", (action, resource) => {
    expect(of(action, resource)).toEqual([]);
  });

  const sessionOf = "ssm:resourceTag/aws:ssmmessages:session-id";
  test.each([
    [{ Action: "s3:*", NotResource: "arn:x" }, "NotResource allows every resource but these"],
    [{ NotAction: "*", Resource: "*" }, "NotAction allows every action that AWS will ever add"],
  ])("all but some is dangerous: %j", (statement, said) => {
    expect(dangers("identity", { Action: undefined, ...statement }).map(reason)).toEqual([said]);
  });

  const anyKey = "arn:aws:kms:us-east-1:111111111111:key/*";
  test.each([
    ["a tag of one value", { StringEquals: { "aws:ResourceTag/environment": "dev" } }, 0],
    ["a tag that it gets", { StringEquals: { "aws:RequestTag/environment": "dev" } }, 0],
    ["one alias", { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/shop" } }, 0],
    ["one cluster", { ArnEquals: { "ecs:cluster": "arn:aws:ecs:us-east-1:1:cluster/shop" } }, 0],
    ["a grant for AWS alone", { Bool: { "kms:GrantIsForAWSResource": "true" } }, 0],
    ["any grant", { Bool: { "kms:GrantIsForAWSResource": "false" } }, 1],
    ["the caller's own session", { StringLike: { [sessionOf]: "${aws:userid}" } }, 0],
    ["any session", { StringLike: { [sessionOf]: "*" } }, 1],
    ["others' sessions", { StringNotLike: { [sessionOf]: "${aws:userid}" } }, 1],
    ["two values", { StringEquals: { "aws:ResourceTag/environment": ["dev", "prod"] } }, 1],
    ["any value", { StringLike: { "aws:ResourceTag/environment": "*" } }, 1],
    ["another tag", { StringNotEquals: { "aws:ResourceTag/environment": "prod" } }, 1],
    ["how it is used", { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } }, 1],
    ["a tag of the caller", { StringEquals: { "aws:PrincipalTag/environment": "dev" } }, 1],
  ])("everything of a kind under a condition on %s", (_, Condition, times) => {
    expect(of("kms:Decrypt", anyKey, { Condition })).toHaveLength(times);
    expect(of("kms:Decrypt", "*", { Condition })).toHaveLength(1);
  });
});

describe("whom a resource's policy lets in", () => {
  const of = (Principal: unknown, Condition: object = {}, more: object = {}) =>
    dangers("resource", { Principal, Resource: "*", Condition, ...more }).map(reason);

  test.each<[string, unknown, string]>([
    ["everybody", "*", "anyone"],
    ["everybody, as accounts", { AWS: "*" }, "anyone"],
    ["everybody, as a list", { AWS: ["*"] }, "anyone"],
    ["another account", { AWS: other }, "another account"],
    ["another account's root", { AWS: `arn:aws:iam::${other}:root` }, "another account"],
    ["another account's role", { AWS: `arn:aws:iam::${other}:role/x` }, "another account"],
    [
      "another account's session",
      { AWS: `arn:aws:sts::${other}:assumed-role/x/y` },
      "another account",
    ],
    ["another account in China", { AWS: `arn:aws-cn:iam::${other}:role/x` }, "another account"],
    ["one besides its own", { AWS: [own, other] }, "another account"],
    ["a unique id", { AWS: "AROAEXAMPLEEXAMPLE123" }, "nobody knows whose principal it is"],
    ["a canonical user", { CanonicalUser: "79a59d" }, "nobody knows whose principal it is"],
    ["any account's role", { AWS: "arn:aws:iam::*:role/x" }, "nobody knows whose principal it is"],
    ["every service", { Service: "*" }, "nobody knows whose principal it is"],
  ])("%s is a danger", (_, principal, said) => {
    expect(of(principal)).toEqual([said]);
  });

  test.each<[string, unknown]>([
    ["its account", { AWS: own }],
    ["its account's root", { AWS: `arn:aws:iam::${own}:root` }],
    ["a role of its account", { AWS: `arn:aws:iam::${own}:role/x` }],
    ["a role that the plan makes", { AWS: "${aws_iam_role.it.arn}" }],
    ["a role that the plan looks up", { AWS: "${data.aws_iam_role.it.arn}" }],
    ["whose account asks", { AWS: "${data.aws_caller_identity.it.account_id}" }],
    ["the root of it", { AWS: "arn:aws:iam::${data.aws_caller_identity.it.account_id}:root" }],
    ["a service", { Service: "logging.s3.amazonaws.com" }],
  ])("%s is none", (_, principal) => {
    expect(of(principal)).toEqual([]);
  });

  test("a service of AWS is a danger only for what another account owns", () => {
    const service = { Service: "s3.amazonaws.com" };
    const account = (value: unknown) => ({ StringEquals: { "aws:SourceAccount": value } });
    const topic = (id: string) => `arn:aws:sns:us-east-1:${id}:it`;
    const others = ["on behalf of another account"];
    expect(of(service, account(other))).toEqual(others);
    expect(of(service, account([own, other]))).toEqual(others);
    expect(of(service, { ArnLike: { "aws:SourceArn": topic(other) } })).toEqual(others);
    expect(of(service, account(own))).toEqual([]);
    expect(of(service, { ArnLike: { "aws:SourceArn": "arn:aws:s3:::files" } })).toEqual([]);
    const both = { ...account(own), ArnLike: { "aws:SourceArn": topic(other) } };
    expect(of(service, both)).toEqual([]);
  });

  test("everybody but some is everybody", () => {
    const policy = { Principal: undefined, NotPrincipal: { AWS: own } };
    expect(dangers("resource", { ...policy, Resource: "*" }).map(reason)).toEqual(["anyone"]);
  });

  test.each<[string, object]>([
    ["another's accounts", { StringEquals: { "aws:PrincipalAccount": own } }],
    ["the account that asks for it", { StringEquals: { "kms:CallerAccount": own } }],
    ["a role", { ArnEquals: { "aws:PrincipalArn": `arn:aws:iam::${own}:role/x` } }],
    ["roles alike", { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${own}:role/x-*` } }],
    ["what sends", { ArnEquals: { "aws:SourceArn": `arn:aws:sns:us-east-1:${own}:topic` } }],
    ["a bucket that sends", { ArnLike: { "aws:SourceArn": "arn:aws:s3:::files" } }],
    ["an endpoint", { StringEquals: { "aws:SourceVpce": "vpce-1" } }],
    ["a network", { StringEquals: { "aws:SourceVpc": "vpc-1" } }],
    ["private addresses", { IpAddress: { "aws:VpcSourceIp": "10.0.0.0/8" } }],
    [
      "its own account, by a variable",
      { StringEquals: { "aws:PrincipalAccount": "${aws:ResourceAccount}" } },
    ],
    [
      "an organisation and its own account",
      { StringEquals: { "aws:PrincipalOrgID": "o-example", "aws:PrincipalAccount": own } },
    ],
    [
      "several, one of which says who",
      {
        StringLike: { "aws:PrincipalTag/team": "*" },
        StringEquals: { "aws:SourceAccount": own },
      },
    ],
  ])("everybody under a condition on %s is nobody else", (_, condition) => {
    expect(of("*", condition)).toEqual([]);
  });

  test.each<[string, object, string]>([
    ["another account", { StringEquals: { "aws:PrincipalAccount": other } }, "another account"],
    [
      "another account that sends",
      { StringEquals: { "aws:SourceAccount": other } },
      "another account",
    ],
    [
      "another account beside its own",
      { StringEquals: { "aws:PrincipalAccount": [own, other] } },
      "another account",
    ],
    [
      "another account's role",
      { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${other}:role/x` } },
      "another account",
    ],
    [
      "what another account has",
      { ArnEquals: { "aws:SourceArn": `arn:aws:sns:us-east-1:${other}:topic` } },
      "another account",
    ],
    [
      "an organisation",
      { StringEquals: { "aws:PrincipalOrgID": "o-example" } },
      "every account of an organisation",
    ],
    [
      "a part of an organisation",
      { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-example/r-1/ou-1/*" } },
      "every account of an organisation",
    ],
    [
      "an organisation and another account",
      { StringEquals: { "aws:PrincipalOrgID": "o-example", "aws:PrincipalAccount": other } },
      "every account of an organisation",
    ],
    [
      "addresses of the Internet",
      { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } },
      "whoever is at an address of the Internet",
    ],
  ])("everybody under a condition on %s is a danger", (_, condition, said) => {
    expect(of("*", condition)).toEqual([said]);
  });

  test.each<[string, object]>([
    ["nothing", {}],
    ["any text", { StringLike: { "aws:SourceAccount": "*" } }],
    ["any text of some length", { StringLike: { "aws:SourceAccount": "????????????" } }],
    ["half of all addresses", { IpAddress: { "aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"] } }],
    ["every address of IPv6", { IpAddress: { "aws:SourceIp": "::/0" } }],
    ["a role of any account", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/x" } }],
    ["any ARN", { ArnLike: { "aws:PrincipalArn": "arn:*" } }],
    ["any ARN as equal", { ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::*:*" } }],
    ["accounts alike", { StringLike: { "aws:PrincipalAccount": "1*" } }],
    ["any organisation", { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-*/r-1/*" } }],
    ["a tag, which anybody can set", { StringEquals: { "aws:PrincipalTag/team": "shop" } }],
    ["whoever calls", { StringEquals: { "aws:PrincipalAccount": "${aws:PrincipalAccount}" } }],
    ["one closed and one open value", { StringLike: { "aws:SourceAccount": [own, "*"] } }],
    ["no value", { StringEquals: { "aws:SourceAccount": [] } }],
    ["that it is said", { Null: { "aws:SourceAccount": "false" } }],
    [
      "each value, of which there may be none",
      { "ForAllValues:StringEquals": { "aws:SourceAccount": own } },
    ],
    ["if it is said", { StringEqualsIfExists: { "aws:SourceAccount": own } }],
    ["any bucket", { ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } }],
    ["how", { Bool: { "aws:SecureTransport": "true" } }],
    ["a shared word", { StringEquals: { "sts:ExternalId": "x" } }],
  ])("everybody under a condition on %s is anyone", (_, condition) => {
    expect(of("*", condition)).toEqual(["anyone"]);
  });
});

test("a role's trust names everybody only by what the conditions let through", () => {
  const trust = (Principal: unknown, Condition: object) =>
    dangers("trust", { Action: "sts:AssumeRole", Principal, Condition });
  const mine = { StringEquals: { "aws:PrincipalAccount": own } };
  expect(trust("*", mine)).toEqual([
    `anyone may assume the role, when aws:principalaccount is ${own} (whoever the conditions let through)`,
  ]);
  expect(trust({ AWS: own }, mine)).toEqual([]);
  expect(trust({ Federated: "cognito-identity.amazonaws.com" }, mine).map(reason)).toEqual([
    "any identity of the provider: no condition says which",
  ]);
});

test("an identity's policy is for nobody else than its carrier", () => {
  const [grant] = readPolicy({ Statement: { Effect: "Allow", Action: "*", Resource: "*" } }) ?? [];
  expect(grant && isForEveryone(grant)).toBe(false);
});
