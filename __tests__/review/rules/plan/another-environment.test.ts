import { describe, expect, test } from "vitest";
import { readPlan } from "../../../../src/review/read/plan";
import { anotherEnvironment } from "../../../../src/review/rules/plan/another-environment";
import { documentOf, type Values } from "../../support/plans";

describe("another-environment, by what the provider is set to", () => {
  const identity = { account: "111111111111", application: "eec", environment: "prod" };
  const said = (expressions: Values) => {
    const it = documentOf({ address: "aws_lb.it", after: {} });
    Object.assign(it.configuration, { provider_config: { aws: { name: "aws", expressions } } });
    return anotherEnvironment
      .check(readPlan(it, "test"), { name: "eec-prod", addresses: ["aws_lb.it"], identity })
      .map(({ verdict, address, action, what }) => `${verdict} ${address} ${action}: ${what}`);
  };
  const accounts = (...list: string[]) => ({ allowed_account_ids: { constant_value: list } });
  const tags = (more: Values) => ({ default_tags: [{ tags: { constant_value: more } }] });
  const refused = (says: string) => [
    `refuse plan undefined: the plan's provider says ${says}: this is not a plan of eec-prod`,
  ];

  test.each<[Values, string]>([
    [accounts("222222222222"), "account 222222222222"],
    [accounts("222222222222", "333333333333"), "account 222222222222, 333333333333"],
    [tags({ application: "shop", environment: "prod" }), "application shop"],
    [tags({ application: "eec", environment: "dev" }), "environment dev"],
    [{ ...accounts("111111111111"), ...tags({ environment: "dev" }) }, "environment dev"],
  ])("refuses %j", (expressions, says) => {
    expect(said(expressions)).toEqual(refused(says));
  });

  test.each<Values>([
    {},
    accounts("111111111111"),
    accounts("222222222222", "111111111111"),
    { allowed_account_ids: { references: ["var.account"] } },
    tags({ application: "eec", environment: "prod" }),
    tags({ owner: "anna" }),
    tags({ application: 1 }),
  ])("lets pass %j", (expressions) => {
    expect(said(expressions)).toEqual([]);
  });
});
