import { describe, expect, test } from "vitest";
import { chosen } from "../../src/config/environments-folder";
import type { Environment } from "../../src/config/schema";
import { readPlan } from "../../src/review/read/plan";
import { planOfStacks } from "../../src/review/read/plan-of-stacks";
import { followsSwitchOver } from "../../src/review/restored-database";
import { reviewPlan } from "../../src/review/review-plan";
import { terraformJson } from "../../src/stack/terraform-json";
import { fixtureEnvironments } from "../support/fixture-environments";
import { frontendEnvironment } from "../support/frontend";
import { type Document, entryOf, type Made, planOf } from "./support/plans";

const tags = { application: "shop", environment: "dev" };
const left: Made = {
  address: "aws_db_instance.database",
  before: { identifier: "shop-dev", deletion_protection: true, tags_all: tags },
  actions: ["forget"],
};
const taken: Made = {
  address: "aws_db_instance.database_monday",
  before: {
    identifier: "shop-dev-monday",
    tags_all: { ...tags, "slipway-restored-of": "shop-dev" },
  },
  after: { identifier: "shop-dev-monday", tags_all: tags },
  importing: "shop-dev-monday",
};
const db = (identifier: string) => `arn:aws:rds:us-east-1:111111111111:db:${identifier}`;
const policy = (...statements: object[]) => ({ policy: JSON.stringify({ Statement: statements }) });
const look = (...Resource: string[]) => ({
  Effect: "Allow",
  Action: "rds:DescribeDBInstances",
  Resource,
});
const trust = (subject: string) => ({
  assume_role_policy: JSON.stringify({
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { StringEquals: { "token.actions.githubusercontent.com:sub": subject } },
      },
    ],
  }),
});

/** Whether an object that changes so follows the switch-over of its plan. */
function follows(one: Omit<Made, "address">, beside: readonly Made[] = [left, taken]): boolean {
  const address = "aws_iam_role_policy.it";
  const plan = planOf(...beside, { ...one, address });
  const change = plan.changesByAddress.get(address);
  return change !== undefined && followsSwitchOver(change, plan);
}

describe("an object follows the switch-over to a restored database when it", () => {
  const cases: readonly [string, Omit<Made, "address">][] = [
    [
      "names the restored one instead of the other",
      { before: policy(look(db("shop-dev"))), after: policy(look(db("shop-dev-monday"))) },
    ],
    [
      "names it beside the other, in any order",
      {
        before: policy(look(db("shop-dev"), "b")),
        after: policy(look(db("shop-dev-monday"), db("shop-dev"), "b")),
      },
    ],
    [
      "denies something of it besides",
      {
        before: policy(look(db("shop-dev"))),
        after: policy(look(db("shop-dev-monday")), {
          Effect: "Deny",
          Action: "rds:*",
          Resource: db("shop-dev-monday"),
        }),
      },
    ],
    [
      "measures it",
      {
        before: { dimensions: { DBInstanceIdentifier: "shop-dev" } },
        after: { dimensions: { DBInstanceIdentifier: "shop-dev-monday" } },
      },
    ],
  ];
  test.each(cases)("%s", (_, one) => {
    expect(follows(one)).toBe(true);
    expect(follows(one, [])).toBe(false);
    expect(follows(one, [left])).toBe(false);
  });
});

describe("an object does not follow it when it", () => {
  test.each<[string, Omit<Made, "address">]>([
    [
      "may do more with it",
      {
        before: policy(look(db("shop-dev"))),
        after: policy({ ...look(db("shop-dev-monday")), Action: "rds:*" }),
      },
    ],
    [
      "names a third one",
      { before: policy(look(db("shop-dev"))), after: policy(look(db("shop-dev-monday-2"))) },
    ],
    [
      "allows something more beside",
      {
        before: policy(look(db("shop-dev"))),
        after: policy(look(db("shop-dev-monday")), look(db("shop-prod"))),
      },
    ],
    [
      "denies less",
      {
        before: policy(look(db("shop-dev")), { Effect: "Deny", Action: "s3:*", Resource: "*" }),
        after: policy(look(db("shop-dev-monday"))),
      },
    ],
    [
      "says something twice that has nothing to do with it",
      { before: { command: ["run"] }, after: { command: ["run", "run"] } },
    ],
    [
      "becomes something that nobody knows",
      { before: { policy: "{}" }, after: {}, unknown: { policy: true } },
    ],
    [
      "denies something of anything else besides, as of a key to everybody",
      {
        before: policy(look(db("shop-dev"))),
        after: policy(look(db("shop-dev-monday")), {
          Effect: "Deny",
          Principal: "*",
          Action: "kms:*",
          Resource: "*",
        }),
      },
    ],
    [
      "denies something of everything besides",
      {
        before: policy(look(db("shop-dev"))),
        after: policy(look(db("shop-dev-monday")), {
          Effect: "Deny",
          Action: "rds:*",
          Resource: [db("shop-dev-monday"), "*"],
        }),
      },
    ],
    [
      "trusts jobs of another environment, which is called as the database",
      {
        before: trust("repo:city/shop:environment:shop-dev"),
        after: trust("repo:city/shop:environment:shop-dev-monday"),
      },
    ],
    [
      "may use a cluster that is called as the database",
      {
        before: policy({ ...look("arn:aws:ecs:us-east-1:111111111111:cluster/shop-dev") }),
        after: policy({ ...look("arn:aws:ecs:us-east-1:111111111111:cluster/shop-dev-monday") }),
      },
    ],
    [
      "measures a cluster that is called as the database",
      {
        before: { dimensions: { ClusterName: "shop-dev" } },
        after: { dimensions: { ClusterName: "shop-dev-monday" } },
      },
    ],
    ["is made by this plan", { after: policy(look(db("shop-dev"))) }],
  ])("%s", (_, one) => {
    expect(follows(one)).toBe(false);
  });
});

describe("a statement that goes over to the role's next policy, because the first is full,", () => {
  const table = { Effect: "Allow", Action: "dynamodb:DescribeTable", Resource: "arn:table" };
  const beside = (name: string, was: readonly object[], will: readonly object[]): Made => ({
    address: `aws_iam_policy.${name}`,
    before: { arn: `arn:${name}`, attachment_count: 1, ...policy(...was) },
    after: { arn: `arn:${name}`, attachment_count: 1, ...policy(...will) },
  });
  const attached = (name: string, role = "plan"): Made => ({
    address: `aws_iam_role_policy_attachment.${name}`,
    before: { role, policy_arn: `arn:${name}` },
    after: { role, policy_arn: `arn:${name}` },
    actions: ["no-op"],
  });
  const both = look(db("shop-dev"), db("shop-dev-monday"));
  const first = (will: readonly object[] = [both]) =>
    beside("one", [look(db("shop-dev")), table], will);
  const next = (will: readonly object[] = [table]) => beside("two", [], will);
  const widened = (...made: readonly Made[]) =>
    reviewPlan(planOf(left, taken, ...made, attached("one")))
      .findings.filter(({ rule }) => rule === "policy-widened")
      .map(({ verdict, address }) => `${verdict} ${address}`);

  test("keeps neither from following, nor one that the plan makes for it", () => {
    const noted = ["noted aws_iam_policy.one"];
    expect(widened(first(), next(), attached("two"))).toEqual(noted);
    const restoredOne = widened(first([]), next([both, table]), attached("two"));
    expect(restoredOne).toEqual(["noted aws_iam_policy.two"]);
    const made: Made = {
      ...{ address: "aws_iam_policy.two", after: policy(both, table), unknown: { arn: true } },
    };
    const attachment: Made = {
      address: "aws_iam_role_policy_attachment.two",
      after: { role: "plan" },
      unknown: { policy_arn: true },
      configured: { policy_arn: "${aws_iam_policy.two.arn}" },
    };
    const role: Made = {
      address: "aws_iam_role.plan",
      before: { name: "plan" },
      after: { name: "plan" },
      actions: ["no-op"],
    };
    expect(widened(first([]), made, attachment, role)).toEqual(["noted aws_iam_policy.two"]);
  });

  test("does not let a policy of another role follow, nor one that allows anything more or denies less", () => {
    expect(widened(first(), next(), attached("two", "apply"))).toContain(
      "refused aws_iam_policy.two",
    );
    const more = { ...both, Action: "rds:ModifyDBInstance" };
    expect(widened(first([both, more]), next(), attached("two"))).toEqual([
      "refused aws_iam_policy.one",
    ]);
    const other = look(db("shop-dev"), db("shop-prod"));
    expect(widened(first([other]), next(), attached("two"))).toEqual([
      "refused aws_iam_policy.one",
    ]);
    const denial = { Effect: "Deny", Action: "s3:*", Resource: "*" };
    const denying = beside("one", [look(db("shop-dev")), table, denial], [both]);
    expect(widened(denying, next(), attached("two"))).toContain("refused aws_iam_policy.one");
    const renamed = { ...first(), after: { ...first().after, path: "/b/" } };
    expect(widened(renamed, next(), attached("two"))).toEqual(["refused aws_iam_policy.one"]);
  });
});

test("asks of our own roles nothing, also where a distribution makes a policy so full that a statement goes over to the next", () => {
  const { environment } = chosen(fixtureEnvironments(), "eec-dev");
  const { frontend, domain, loadBalancer } = frontendEnvironment();
  const before = { ...environment, frontend, domain, loadBalancer } as Environment;
  const restored = { identifier: "eec-dev-monday", insteadOf: ["eec-dev"] };
  const database = { ...before.database, restored } as Environment["database"];
  const plan = planOfStacks(
    terraformJson(before),
    terraformJson({ ...before, database }),
  ) as Document;
  const { change: goes } = entryOf(plan, "aws_db_instance.database");
  const { change: comes } = entryOf(plan, "aws_db_instance.database_monday");
  const its = { application: "eec", environment: "dev" };
  Object.assign(goes, { actions: ["forget"], before: { ...goes.before, tags_all: its } });
  Object.assign(goes.before ?? {}, { identifier: "eec-dev", deletion_protection: true });
  const tagged = { ...comes.after, tags_all: { ...its, "slipway-restored-of": "eec-dev" } };
  Object.assign(comes, {
    actions: ["update"],
    before: tagged,
    importing: { id: "eec-dev-monday" },
  });
  const policies = plan.resource_changes.filter(
    ({ type, change }) => type === "aws_iam_policy" && change.actions.includes("update"),
  );
  expect(policies.map(({ address }) => address)).toEqual(
    expect.arrayContaining([
      "aws_iam_policy.access_plan_policy_1",
      "aws_iam_policy.access_plan_policy_1_2",
    ]),
  );
  const refused = reviewPlan(readPlan(plan, "test")).findings.filter(
    ({ verdict, address }) => verdict === "refused" && address.startsWith("aws_iam_"),
  );
  expect(refused.map(({ rule, address }) => `${rule} ${address}`)).toEqual([]);
});

test("what follows is noted, and what does not is refused beside it", () => {
  const alarm = (name: string, to: string): Made => ({
    address: `aws_cloudwatch_metric_alarm.${name}`,
    before: { dimensions: { DBInstanceIdentifier: "shop-dev" } },
    after: { dimensions: { DBInstanceIdentifier: to } },
  });
  const plan = planOf(left, taken, alarm("cpu", "shop-dev-monday"), alarm("memory", "shop-prod"));
  const said = reviewPlan(plan).findings.filter(({ rule }) => rule === "alarm-weakened");
  expect(said.map(({ verdict, address }) => `${verdict} ${address}`)).toEqual([
    "noted aws_cloudwatch_metric_alarm.cpu",
    "refused aws_cloudwatch_metric_alarm.memory",
  ]);
});
