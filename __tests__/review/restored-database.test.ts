import { describe, expect, test } from "vitest";
import { followsSwitchOver } from "../../src/review/restored-database";
import { reviewPlan } from "../../src/review/review-plan";
import { type Made, planOf } from "./support/plans";

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
