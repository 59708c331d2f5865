import { describe, expect, test } from "vitest";
import { policyWidened } from "../../../../src/review/rules/privilege/policy-widened";
import { entryOf, fixturePlan, type Made, planOf, saidBy, saidOfUpdate } from "../../support/plans";
import { allow } from "../../support/policy-text";

describe("policy-widened", () => {
  const changed = (before: string, after: string) =>
    saidBy(
      policyWidened,
      fixturePlan("opened-and-widened", (it) => {
        const { change } = entryOf(it, "aws_iam_role_policy.exec-policy");
        change.before = { ...change.before, policy: before };
        change.after = { ...change.after, policy: after };
      }),
    );

  test("refuses a role's policy that becomes `*` on `*`", () => {
    expect(saidBy(policyWidened, fixturePlan("opened-and-widened"))).toEqual([
      "refused: `policy` now allows every action on everything",
    ]);
  });

  test("refuses another action, another resource, and the loss of a condition", () => {
    const one = allow("s3:GetObject", "arn:aws:s3:::files/*");
    expect(changed(one, allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::files/*"))).toEqual([
      "refused: `policy` now allows s3:PutObject on arn:aws:s3:::files/*",
    ]);
    expect(changed(one, allow("s3:GetObject", "arn:aws:s3:::*"))).toEqual([
      "refused: `policy` now allows s3:GetObject on arn:aws:s3:::*",
    ]);
    const guarded = allow("s3:GetObject", "*", {
      Condition: { Bool: { "aws:SecureTransport": "true" } },
    });
    expect(changed(guarded, allow("s3:GetObject"))).toEqual([
      "refused: `policy` now allows s3:GetObject on everything",
    ]);
  });

  test("lets narrower policies pass, and the same in other words", () => {
    expect(changed(allow("*"), allow("s3:GetObject"))).toEqual([]);
    expect(changed(allow(["a:B", "a:C"]), allow(["a:c", "a:b"]))).toEqual([]);
    expect(changed(allow("s3:GetObject"), `  ${allow(["s3:GetObject"], ["*"])}\n`)).toEqual([]);
  });

  test("refuses that a denial is gone, also with the policy that held it", () => {
    const deny = JSON.stringify({
      Statement: [
        {
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: "*",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
    expect(
      saidBy(
        policyWidened,
        planOf({
          address: "aws_s3_bucket_policy.files",
          before: { bucket: "files", policy: deny },
        }),
      ),
    ).toEqual([
      "refused: `policy` no longer denies anyone to use every action of s3, when aws:securetransport is false",
    ]);
    expect(
      saidBy(
        policyWidened,
        planOf({ address: "aws_s3_bucket.files", before: { bucket: "files", policy: deny } }),
      ),
    ).toEqual([]);
  });

  test("finds policies in whatever attribute holds one", () => {
    const held = (principal: string) => ({
      document: JSON.stringify({
        Statement: { Effect: "Allow", Principal: { AWS: principal }, Action: "x:Y", Resource: "*" },
      }),
    });
    const said = saidOfUpdate(
      policyWidened,
      "aws_some_new_kind.it",
      held("111111111111"),
      held("222222222222"),
    );
    expect(said).toEqual(["refused: `document` now allows account 222222222222 to use x:Y"]);
  });

  test("compares the inline policies of a role by their names", () => {
    const role = (policy: string) => ({ inline_policy: [{ name: "own", policy }] });
    expect(
      saidOfUpdate(policyWidened, "aws_iam_role.it", role(allow("a:B")), role(allow("a:*"))),
    ).toEqual(['refused: `inline_policy "own"` now allows every action of a on everything']);
    expect(
      saidOfUpdate(policyWidened, "aws_iam_role.it", role(allow("a:*")), role(allow("a:B"))),
    ).toEqual([]);
  });

  test("refuses a policy that moves to another role: there all of it is new", () => {
    const held = (role: string) => ({ role, policy: allow("a:B", "arn:x") });
    const plan = planOf({
      address: "aws_iam_role_policy.it",
      before: held("one"),
      after: held("two"),
      actions: ["delete", "create"],
    });
    expect(saidBy(policyWidened, plan)).toEqual(["refused: `policy` now allows a:B on arn:x"]);
  });

  test("refuses what is not known before the apply, and what cannot be read", () => {
    const before = { role: "it", policy: allow("a:B", "arn:x") };
    expect(
      saidOfUpdate(
        policyWidened,
        "aws_iam_role_policy.it",
        before,
        { role: "it" },
        { policy: true },
      ),
    ).toEqual(["refused: `policy` is not known before the apply, so it may allow everything"]);
    expect(
      saidOfUpdate(policyWidened, "aws_iam_role_policy.it", before, {
        role: "it",
        policy: '{"Statement":[{"Effect":"Maybe"}]}',
      }),
    ).toHaveLength(1);
  });

  test("is not taken in by documents that are no access policies", () => {
    const rules = (count: number) => ({
      policy: JSON.stringify({ rules: [{ selection: { countNumber: count } }] }),
    });
    expect(saidOfUpdate(policyWidened, "aws_ecr_lifecycle_policy.it", rules(1), rules(2))).toEqual(
      [],
    );
  });

  describe("on the account's log groups", () => {
    const ofLogs = (Principal: object, Resource: string) =>
      saidBy(
        policyWidened,
        planOf({
          address: "aws_cloudwatch_log_resource_policy.it",
          after: {
            policy_document: JSON.stringify({
              Statement: [{ Effect: "Allow", Action: "logs:PutLogEvents", Principal, Resource }],
            }),
          },
        }),
      );
    const group = "arn:aws:logs:us-east-1:111111111111:log-group:aws-waf-logs-it:*";
    const delivery = { Service: "delivery.logs.amazonaws.com" };

    test("lets a service write to a named one", () => {
      expect(ofLogs(delivery, group)).toEqual([]);
    });

    test.each([
      [
        "a service write to all",
        delivery,
        "*",
        "refused: `policy_document` allows the service delivery.logs.amazonaws.com to use logs:PutLogEvents (on every resource of the account)",
      ],
      [
        "another account write to a named one",
        { AWS: "222222222222" },
        group,
        `refused: \`policy_document\` allows account 222222222222 to use logs:PutLogEvents on ${group} (another account)`,
      ],
    ])("refuses to let %s", (_, principal, resource, said) => {
      expect(ofLogs(principal, resource)).toEqual([said]);
    });
  });

  describe("on a role of a first plan", () => {
    const first = (policy: Partial<Made>) =>
      saidBy(
        policyWidened,
        planOf(
          { address: "aws_iam_role.it", after: { name: "it" } },
          {
            address: "aws_iam_role_policy.it",
            ...policy,
            after: { role: "it", ...policy.after },
            configured: { role: "${aws_iam_role.it.name}", ...policy.configured },
          },
        ),
      );

    test("lets named actions on named resources pass, also where these are not made yet", () => {
      expect(
        first({
          after: {
            policy: allow("ecr:BatchGetImage", "arn:aws:ecr:us-east-1:111111111111:repository/eec"),
          },
        }),
      ).toEqual([]);
      expect(
        first({
          unknown: { policy: true },
          configured: { policy: allow("ecr:BatchGetImage", "${aws_ecr_repository.images.arn}") },
        }),
      ).toEqual([]);
      expect(saidBy(policyWidened, fixturePlan("create"))).toEqual([]);
    });

    test("lets pass what can only be allowed on every resource", () => {
      expect(
        first({
          after: {
            policy: allow([
              "ecr:GetAuthorizationToken",
              "logs:CreateLogDelivery",
              "logs:DeleteResourcePolicy",
              "elasticloadbalancing:SetWebACL",
              "ecs:DescribeTasks",
              "secretsmanager:GetRandomPassword",
              "cloudwatch:PutCompositeAlarm",
              "cloudfront:CreateFunction",
              "cloudfront:CreateOriginAccessControl",
              "cloudfront:CreateResponseHeadersPolicy",
            ]),
          },
        }),
      ).toEqual([]);
    });

    const makes = (Condition: object, Action = "kms:CreateKey") =>
      JSON.stringify({ Statement: [{ Effect: "Allow", Action, Resource: "*", Condition }] });

    test.each(["kms:CreateKey", "cloudfront:CreateDistribution", "cloudfront:CreateVpcOrigin"])(
      "lets pass %s, which makes what has no name beforehand, where a tag says whose it is",
      (action) => {
        const tagged = { StringEquals: { "aws:RequestTag/environment": "dev" } };
        expect(first({ after: { policy: makes(tagged, action) } })).toEqual([]);
      },
    );

    test.each([
      ["no tag", {}],
      ["any tag", { StringLike: { "aws:RequestTag/environment": "*" } }],
    ])("refuses making it with %s", (_, condition) => {
      expect(first({ after: { policy: makes(condition) } })).toEqual([
        expect.stringContaining("kms:CreateKey on everything"),
      ]);
    });

    test.each([
      ["everything", allow("*"), "every action on everything"],
      [
        "a service",
        allow("s3:*", "arn:aws:s3:::files"),
        "every action of s3 on arn:aws:s3:::files",
      ],
      ["any role to pass", allow("iam:PassRole"), "iam:PassRole on everything"],
      [
        "any alarm to change",
        allow("cloudwatch:PutMetricAlarm"),
        "cloudwatch:PutMetricAlarm on everything",
      ],
      [
        "any secret",
        allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:111111111111:*"),
        "secretsmanager:GetSecretValue on arn:aws:secretsmanager:us-east-1:111111111111:* (on every resource of the account)",
      ],
      [
        "all but some",
        JSON.stringify({ Statement: [{ Effect: "Allow", NotAction: "iam:*", Resource: "arn:x" }] }),
        "every action but iam:* on arn:x (NotAction allows every action that AWS will ever add)",
      ],
      [
        "what is computed",
        allow("s3:GetObject", "PARTS").replace("PARTS", '${join(":", local.parts)}'),
        "s3:GetObject on everything",
      ],
    ])("refuses %s", (_, policy, said) => {
      expect(first({ unknown: { policy: true }, configured: { policy } })).toEqual([
        `refused: \`policy\` allows ${said}`,
      ]);
    });

    test("refuses the same on a role that was there before", () => {
      const plan = planOf({
        address: "aws_iam_role_policy.it",
        after: { role: "old", policy: allow("ecr:BatchGetImage", "arn:x") },
      });
      expect(saidBy(policyWidened, plan)).toEqual([
        "refused: `policy` now allows ecr:BatchGetImage on arn:x",
      ]);
    });
  });

  test("refuses another account on a new key, and lets the account's own root pass", () => {
    const key = (account: string) =>
      saidBy(
        policyWidened,
        planOf(
          {
            address: "aws_kms_key.it",
            after: {
              policy: JSON.stringify({
                Statement: [
                  {
                    Effect: "Allow",
                    Principal: { AWS: `arn:aws:iam::${account}:root` },
                    Action: "kms:*",
                    Resource: "*",
                  },
                ],
              }),
            },
          },
          {
            address: "aws_lb.edge",
            before: {
              arn: "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/app/a/b",
            },
            after: {},
            actions: ["no-op"],
          },
        ),
      );
    expect(key("111111111111")).toEqual([]);
    expect(key("222222222222")).toEqual([
      "refused: `policy` allows account 222222222222 to use every action of kms (another account)",
    ]);
  });
});
