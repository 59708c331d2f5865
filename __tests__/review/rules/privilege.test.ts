import { describe, expect, test } from "vitest";
import { reviewPlan } from "../../../src/review/review-plan";
import { boundaryLoosened } from "../../../src/review/rules/privilege/boundary-loosened";
import { lastingAccess } from "../../../src/review/rules/privilege/lasting-access";
import { managedPolicyAttached } from "../../../src/review/rules/privilege/managed-policy-attached";
import { policyWidened } from "../../../src/review/rules/privilege/policy-widened";
import { roleSwapped } from "../../../src/review/rules/privilege/role-swapped";
import { trustWidened } from "../../../src/review/rules/privilege/trust-widened";
import { shellEnabled } from "../../../src/review/rules/row-rules";
import {
  entryOf,
  fixturePlan,
  type Made,
  planOf,
  saidBy,
  saidOfUpdate,
  type Values,
} from "../support/plans";

const allow = (action: string | string[], resource: string | string[] = "*", more: Values = {}) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: action, Resource: resource, ...more }],
  });

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

describe("trust-widened", () => {
  const trust = (principal: unknown, condition?: unknown) => ({
    assume_role_policy: JSON.stringify({
      Statement: [
        {
          Effect: "Allow",
          Principal: principal,
          Action: "sts:AssumeRole",
          ...(condition ? { Condition: condition } : {}),
        },
      ],
    }),
  });
  const ecs = trust({ Service: "ecs-tasks.amazonaws.com" });

  test("refuses that another may become a role that exists", () => {
    const plan = fixturePlan("after-release", (it) => {
      const { change } = entryOf(it, "aws_iam_role.exec");
      change.actions = ["update"];
      change.after = {
        ...change.after,
        ...trust({ Service: "ecs-tasks.amazonaws.com", AWS: "222222222222" }),
      };
    });
    expect(saidBy(trustWidened(), plan)).toEqual([
      "refused: account 222222222222 may now assume the role",
    ]);
  });

  test("refuses everybody, and what is not known", () => {
    expect(saidOfUpdate(trustWidened(), "aws_iam_role.it", ecs, trust("*"))).toEqual([
      "refused: anyone may now assume the role",
    ]);
    expect(
      saidOfUpdate(trustWidened(), "aws_iam_role.it", ecs, {}, { assume_role_policy: true }),
    ).toEqual([
      "refused: `assume_role_policy` is not known before the apply, so anyone may be trusted",
    ]);
  });

  test("lets a condition be added, and refuses to take it away", () => {
    const guarded = trust(
      { Service: "ecs-tasks.amazonaws.com" },
      { StringEquals: { "aws:SourceAccount": "111111111111" } },
    );
    expect(saidOfUpdate(trustWidened(), "aws_iam_role.it", ecs, guarded)).toEqual([]);
    expect(saidOfUpdate(trustWidened(), "aws_iam_role.it", guarded, ecs)).toHaveLength(1);
  });

  test("lets a first plan's roles be trusted to AWS's services", () => {
    expect(saidBy(trustWidened(), fixturePlan("create"))).toEqual([]);
  });

  const github = (sub: string) =>
    trust(
      { Federated: "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com" },
      { StringLike: { "token.actions.githubusercontent.com:sub": sub } },
    );
  test.each([
    ["repo:example/eec:ref:refs/heads/main", 0],
    ["repo:example/eec:*", 0],
    ["repo:example/*", 1],
    ["repo:*", 1],
    ["*", 1],
  ])("of a new role for the pipeline identity %s says %s times no", (sub, times) => {
    expect(
      saidBy(trustWidened(), planOf({ address: "aws_iam_role.ci", after: github(sub) })),
    ).toHaveLength(times);
  });

  describe("of a new role beside what stands", () => {
    const account = "111111111111";
    const root = `arn:aws:iam::${account}:root`;
    const jenkins = `arn:aws:iam::${account}:role/jenkins`;
    const job = "repo:example/shop:environment:shop-dev";
    const issuer = "token.actions.githubusercontent.com";
    const provider = { Federated: `arn:aws:iam::${account}:oidc-provider/${issuer}` };
    const named = new Set([jenkins, job]);
    const own = { arn: `arn:aws:kms:us-east-1:${account}:key/a` };
    const said = (role: object, others: Made[] = [], known: Set<string> | undefined = named) =>
      saidBy(
        trustWidened(known),
        planOf(
          { address: "aws_kms_key.it", before: own, after: own, actions: ["no-op"] },
          ...others,
          { address: "aws_iam_role.new", after: { name: "new", ...role } },
        ),
      );
    const notNamed = (who: string) => [
      `refused: ${who} may assume the role (the environment's file does not name it)`,
    ];
    const onlyJenkins = { ArnEquals: { "aws:PrincipalArn": [jenkins] } };

    test.each<[string, object]>([
      ["a role that the file names", trust({ AWS: jenkins })],
      ["its account for that role alone", trust({ AWS: root }, onlyJenkins)],
      ["a job that the file names", trust(provider, { StringEquals: { [`${issuer}:sub`]: job } })],
      ["a service that the module gives a role", trust({ Service: "ecs-tasks.amazonaws.com" })],
    ])("lets pass %s", (_, role) => {
      expect(said(role)).toEqual([]);
    });

    test.each<[string, object, string]>([
      ["its account", trust({ AWS: root }), `account ${account}`],
      ["its account's number", trust({ AWS: account }), `account ${account}`],
      ["another role", trust({ AWS: `${jenkins}-2` }), `the role jenkins-2 of account ${account}`],
      [
        "one of the session of a role that the file names",
        trust({ AWS: `arn:aws:sts::${account}:assumed-role/jenkins/x` }),
        `the session x of the role jenkins of account ${account}`,
      ],
      [
        "a service that the module gives no role",
        trust({ Service: "lambda.amazonaws.com" }),
        "the service lambda.amazonaws.com",
      ],
      [
        "its account when somebody is not one that the file names",
        trust({ AWS: root }, { ArnNotEquals: { "aws:PrincipalArn": [jenkins] } }),
        `account ${account}`,
      ],
      [
        "its account for another besides",
        trust({ AWS: root }, { ArnEquals: { "aws:PrincipalArn": [jenkins, `${jenkins}-2`] } }),
        `account ${account}`,
      ],
      [
        "its account for whoever is like one",
        trust({ AWS: root }, { ArnLike: { "aws:PrincipalArn": [jenkins] } }),
        `account ${account}`,
      ],
    ])("refuses %s", (_, role, who) => {
      expect(said(role).map((one) => one.replace(/, when .* \(/, " ("))).toEqual(notNamed(who));
    });

    test("refuses a job that the file does not name", () => {
      const other = "repo:example/other:environment:shop-dev";
      const [found = ""] = said(trust(provider, { StringEquals: { [`${issuer}:sub`]: other } }));
      expect(found).toMatch(/^refused: .*other.* \(the environment's file does not name it\)$/);
    });

    test("refuses everybody of the account where nobody knows whom the file names, and says how to know", () => {
      const plan = planOf(
        { address: "aws_kms_key.it", before: own, after: own, actions: ["no-op"] },
        { address: "aws_iam_role.new", after: trust({ AWS: jenkins }) },
      );
      const [found] = reviewPlan(plan).findings.filter(({ rule }) => rule === "trust-widened");
      expect(found?.what).toBe(
        `the role jenkins of account ${account} may assume the role (nobody knows whom the environment's file names)`,
      );
      expect(found?.advice).toBe(
        "Review the plan with `--environment NAME`: whom its file names may become a new role of its own.",
      );
    });

    test("lets a role that this plan makes become it, and refuses one that stands", () => {
      const role = trust({ AWS: "${aws_iam_role.other.arn}" });
      const other = (before: Values | null): Made => ({
        address: "aws_iam_role.other",
        before,
        after: { name: "other" },
      });
      const unknown = {
        after: { name: "new" },
        unknown: { assume_role_policy: true },
        configured: role,
      };
      const of = (before: Values | null) =>
        saidBy(
          trustWidened(named),
          planOf(
            { address: "aws_kms_key.it", before: own, after: own, actions: ["no-op"] },
            other(before),
            { address: "aws_iam_role.new", ...unknown },
          ),
        );
      expect(of(null)).toEqual([]);
      expect(of({ name: "other" })).toEqual([
        expect.stringContaining("(the environment's file does not name it)"),
      ]);
    });

    test("asks nothing of the same in a first plan", () => {
      const allowed = { address: "aws_iam_role.new", after: trust({ AWS: jenkins }) };
      const plan = planOf(allowed);
      const known = {
        ...plan,
        providers: { aws: { expressions: { allowed_account_ids: { constant_value: [account] } } } },
      };
      expect(saidBy(trustWidened(), known)).toEqual([]);
    });
  });

  test("refuses a new role for every identity of a provider", () => {
    const anyone = trust({
      Federated: "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com",
    });
    expect(
      saidBy(trustWidened(), planOf({ address: "aws_iam_role.ci", after: anyone })).join(),
    ).toContain("any identity of the provider: no condition says which");
  });
});

describe("managed-policy-attached", () => {
  const role = { address: "aws_iam_role.it", after: { name: "it" } };
  const attachment = (policy_arn: string) => ({
    address: "aws_iam_role_policy_attachment.it",
    after: { role: "it", policy_arn },
  });
  const ofNewRole = (policy_arn: string) =>
    saidBy(
      managedPolicyAttached(),
      planOf(role, { ...attachment(policy_arn), configured: { role: "${aws_iam_role.it.name}" } }),
    );
  const narrow = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole";

  test("refuses one of this plan for who is not in it, unless the file names them or nothing stands yet", () => {
    const key = { address: "aws_kms_key.it", before: {}, after: {}, actions: ["no-op"] };
    const policy = { address: "aws_iam_policy.own", after: { name: "own" } };
    const to = (type: string, after: Values): Made => ({
      address: `aws_iam_${type}_policy_attachment.it`,
      after,
      unknown: { policy_arn: true },
      configured: { policy_arn: "${aws_iam_policy.own.arn}" },
    });
    const group = to("group", { group: "developers" });
    const said = (named: string[], ...made: Made[]) =>
      saidBy(managedPolicyAttached(new Set(named)), planOf(policy, ...made));
    const what = "attaches the policy aws_iam_policy.own, which this plan makes";
    expect(said([], key, group)).toEqual([
      `refused: ${what}, to group/developers, which it does not`,
    ]);
    expect(said(["group/developers"], key, group)).toEqual([`noted: ${what}`]);
    expect(said(["role/developers"], key, group)).toHaveLength(1);
    expect(said([], group)).toEqual([`noted: ${what}`]);
    expect(said([], key, to("role", { role: "AdminSSO" }))).toEqual([
      `refused: ${what}, to role/AdminSSO, which it does not`,
    ]);
    const standing = {
      address: "aws_iam_role.task",
      before: { name: "task" },
      after: { name: "task" },
    };
    expect(said([], { ...standing, actions: ["no-op"] }, to("role", { role: "task" }))).toEqual([
      `noted: ${what}`,
    ]);
  });

  test("to a role that stands, known or not, its text is refused as what the role gets", () => {
    const policy = {
      address: "aws_iam_policy.own",
      after: { name: "own", policy: allow("s3:GetObject", "arn:aws:s3:::files/*") },
    };
    const role = {
      address: "aws_iam_role.task",
      before: { name: "task" },
      after: { name: "task" },
    };
    const to = (after: Values, unknown: Values): Made => ({
      ...{ address: "aws_iam_role_policy_attachment.it", after },
      unknown: { policy_arn: true, ...unknown },
      configured: { policy_arn: "${aws_iam_policy.own.arn}", role: "${aws_iam_role.task.name}" },
    });
    for (const one of [to({ role: "task" }, {}), to({}, { role: true })]) {
      const plan = planOf(policy, { ...role, actions: ["no-op"] }, one);
      expect(saidBy(managedPolicyAttached(), plan)).toEqual([
        "noted: attaches the policy aws_iam_policy.own, which this plan makes",
      ]);
      expect(saidBy(policyWidened, plan)).toEqual([
        "refused: `policy` now allows s3:GetObject on arn:aws:s3:::files/*",
      ]);
    }
  });

  test("refuses any policy on a role that exists", () => {
    expect(saidBy(managedPolicyAttached(), planOf(attachment(narrow)))).toEqual([
      `refused: attaches the policy ${narrow}`,
    ]);
  });

  test("lets a new role have AWS's policy for its service, and refuses wide ones", () => {
    expect(ofNewRole(narrow)).toEqual([]);
    expect(ofNewRole("arn:aws:iam::aws:policy/AdministratorAccess")).toEqual([
      "refused: attaches the policy arn:aws:iam::aws:policy/AdministratorAccess",
    ]);
  });

  test("refuses one that is not known, unless this plan writes it", () => {
    const unknown = (written: string, ...others: Made[]) =>
      saidBy(
        managedPolicyAttached(),
        planOf(role, ...others, {
          address: "aws_iam_role_policy_attachment.it",
          after: { role: "it" },
          unknown: { policy_arn: true },
          configured: { role: "${aws_iam_role.it.name}", policy_arn: written },
        }),
      );
    expect(unknown("${data.aws_iam_policy.some.arn}")).toHaveLength(1);
    expect(
      unknown("${aws_iam_policy.own.arn}", {
        address: "aws_iam_policy.own",
        after: { policy: allow("a:B", "arn:x") },
      }),
    ).toEqual([]);
  });

  test("refuses another policy in a role's own list, and lets one go", () => {
    const list = (...managed_policy_arns: string[]) => ({ managed_policy_arns });
    expect(
      saidOfUpdate(
        managedPolicyAttached(),
        "aws_iam_role.it",
        list("arn:a"),
        list("arn:a", "arn:b"),
      ),
    ).toEqual(["refused: attaches the policy arn:b"]);
    expect(
      saidOfUpdate(
        managedPolicyAttached(),
        "aws_iam_role.it",
        list("arn:a", "arn:b"),
        list("arn:a"),
      ),
    ).toEqual([]);
  });
});

test("boundary-loosened refuses that a boundary goes or changes, and lets one be set", () => {
  const bound = (permissions_boundary: string | null) => ({ permissions_boundary });
  expect(saidOfUpdate(boundaryLoosened, "aws_iam_role.it", bound("arn:b"), bound(null))).toEqual([
    "refused: the permissions boundary goes from arn:b to unset",
  ]);
  expect(
    saidOfUpdate(boundaryLoosened, "aws_iam_role.it", bound("arn:b"), bound("arn:c")),
  ).toHaveLength(1);
  expect(saidOfUpdate(boundaryLoosened, "aws_iam_role.it", bound(null), bound("arn:b"))).toEqual(
    [],
  );
});

describe("role-swapped", () => {
  const swapped = (name: string, value: string | null, unknown: Values = {}) => {
    const plan = fixturePlan("environment-variable", (it) => {
      const { change } = entryOf(it, "aws_ecs_task_definition.td");
      change.after = { ...change.after, [name]: value };
      change.after_unknown = { ...change.after_unknown, ...unknown };
    });
    return saidBy(roleSwapped, plan);
  };

  test("refuses that a task runs as another role, or as one not known yet", () => {
    expect(swapped("task_role_arn", "arn:aws:iam::000000000000:role/admin")).toEqual([
      "refused: `task_role_arn` goes from unset to arn:aws:iam::000000000000:role/admin",
    ]);
    expect(swapped("execution_role_arn", null, { execution_role_arn: true })).toHaveLength(1);
  });

  test("lets the task keep its roles, or lose one", () => {
    expect(saidBy(roleSwapped, fixturePlan("environment-variable"))).toEqual([]);
    expect(swapped("execution_role_arn", null)).toEqual([]);
  });
});

describe("lasting-access", () => {
  test("refuses that an identity provider is believed for another audience", () => {
    const audiences = (...client_id_list: string[]) => ({ client_id_list });
    const address = "aws_iam_openid_connect_provider.github";
    expect(
      saidOfUpdate(
        lastingAccess,
        address,
        audiences("sts.amazonaws.com"),
        audiences("sts.amazonaws.com", "other"),
      ),
    ).toHaveLength(1);
    expect(saidOfUpdate(lastingAccess, address, audiences("a", "b"), audiences("a"))).toEqual([
      "refused: tokens for b are no longer believed: who signs in by them no longer can",
    ]);
    expect(saidOfUpdate(lastingAccess, address, audiences("a", "b"), audiences("b", "a"))).toEqual(
      [],
    );
  });
});

test("shell-enabled refuses a shell in containers that run, notes it on a new service, and lets it be closed", () => {
  const exec = (enable_execute_command: boolean) => ({ enable_execute_command });
  const what = "people may open a shell in its containers (ECS Exec): ";
  expect(saidOfUpdate(shellEnabled, "aws_ecs_service.it", exec(false), exec(true))).toEqual([
    `refused: ${what}\`enable_execute_command\` goes from false to true`,
  ]);
  expect(saidOfUpdate(shellEnabled, "aws_ecs_service.it", exec(true), exec(false))).toEqual([]);
  expect(
    saidBy(shellEnabled, planOf({ address: "aws_ecs_service.it", after: exec(true) })),
  ).toEqual([`noted: ${what}starts with \`enable_execute_command\` true`]);
  const unknown = { address: "aws_ecs_service.it", unknown: { enable_execute_command: true } };
  expect(saidBy(shellEnabled, planOf({ ...unknown, after: {} }))).toEqual([
    `noted: ${what}starts with \`enable_execute_command\` a value that is known only after the apply`,
  ]);
});

test("role-swapped refuses that something new works by a role that stands, and lets it have one that is made with it", () => {
  const schedule = (role: Made) =>
    saidBy(
      roleSwapped,
      planOf(role, {
        address: "aws_scheduler_schedule.it",
        after: { name: "it" },
        unknown: { target: [{ role_arn: true }] },
        configured: { target: [{ role_arn: "${aws_iam_role.it.arn}" }] },
      }),
    );
  const known = saidBy(
    roleSwapped,
    planOf({
      address: "aws_sfn_state_machine.it",
      after: { role_arn: "arn:aws:iam::111111111111:role/apply" },
    }),
  );
  expect(known).toEqual([
    "refused: starts to work by a role that stands already: `role_arn` is arn:aws:iam::111111111111:role/apply",
  ]);
  expect(schedule({ address: "aws_iam_role.it", after: { name: "it" } })).toEqual([]);

  const target = (role: Made) =>
    saidBy(
      roleSwapped,
      planOf(role, {
        address: "aws_cloudwatch_event_target.it",
        after: {},
        unknown: { role_arn: true },
        configured: { role_arn: "${aws_iam_role.it.arn}" },
      }),
    );
  expect(target({ address: "aws_iam_role.it", after: { name: "it" } })).toEqual([]);
  expect(
    target({
      address: "aws_iam_role.it",
      before: { name: "it" },
      after: { name: "it" },
      actions: ["no-op"],
    }),
  ).toHaveLength(1);
});
