import { describe, expect, test } from "vitest";
import { reviewPlan } from "../../../../src/review/review-plan";
import { trustWidened } from "../../../../src/review/rules/privilege/trust-widened";
import {
  entryOf,
  fixturePlan,
  type Made,
  planOf,
  saidBy,
  saidOfUpdate,
  type Values,
} from "../../support/plans";

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
