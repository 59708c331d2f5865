import { describe, expect, test } from "vitest";
import { maintenanceAnswer } from "../../../src/contract/maintenance";
import { reviewPlan } from "../../../src/review/review-plan";
import { planOf, type Values } from "../support/plans";

const group = "arn:aws:elasticloadbalancing:us-east-1:111111111111:targetgroup/own/a";
const place = {
  listener_arn: "arn:listener",
  condition: [{ host_header: [{ values: ["shop.example.gov"] }] }],
};
const forward = (arn = group) => [
  { type: "forward", target_group_arn: arn, fixed_response: [], forward: [] },
];
const fixed = (more: Values = {}) => [
  {
    type: "fixed-response",
    target_group_arn: "",
    forward: [],
    fixed_response: [
      {
        content_type: maintenanceAnswer().contentType,
        message_body: maintenanceAnswer().messageBody,
        status_code: maintenanceAnswer().statusCode,
        ...more,
      },
    ],
  },
];
const rule = (priority: number, action: Values[], more: Values = {}) => ({
  ...place,
  priority,
  action,
  ...more,
});

/** What the review says of the two rules; the second stands behind the first. */
function said(
  [before, after]: readonly [Values, Values],
  [keptBefore, keptAfter]: readonly [Values | null, Values | null],
  maintenance: boolean | undefined,
  maintenanceText?: string,
) {
  const plan = planOf(
    { address: "aws_lb_listener_rule.rule", before, after },
    ...(keptBefore || keptAfter
      ? [{ address: "aws_lb_listener_rule.kept_rule", before: keptBefore, after: keptAfter }]
      : []),
  );
  const environment =
    maintenance === undefined
      ? undefined
      : {
          name: "shop-dev",
          addresses: ["aws_lb_listener_rule.rule", "aws_lb_listener_rule.kept_rule"],
          maintenance,
          maintenanceText,
        };
  return reviewPlan(plan, { environment }).findings.map(
    ({ verdict, address, what }) => `${verdict} ${address.split(".")[1]}: ${what}`,
  );
}

const open = rule(7, forward());
const closed = rule(7, fixed());
const kept = rule(8, forward());
const begins = [open, closed] as const;
const ends = [closed, open] as const;

describe("maintenance begins", () => {
  test("is noted where the file asks for it", () => {
    expect(said(begins, [null, kept], true)).toEqual([
      "noted rule: answers everybody with 503 and the page of maintenance, as the file asks (`loadBalancer.maintenance`)",
    ]);
  });

  test.each([false, undefined])("is refused where the file does not (%s)", (maintenance) => {
    expect(said(begins, [null, kept], maintenance)).toEqual([
      `refused rule: no longer sends requests to ${group}`,
      "refused rule: answers requests itself, with another answer than now",
    ]);
  });

  test.each([
    ["nothing keeps the group", begins, null],
    ["another group is kept", begins, rule(8, forward(`${group}b`))],
    ["requests for another name are kept", begins, rule(8, forward(), { condition: [] })],
    ["another listener keeps it", begins, rule(8, forward(), { listener_arn: "arn:other" })],
    ["the rule that keeps it stands before", begins, rule(6, forward())],
    ["the rule that keeps it has the same place", begins, rule(7, forward())],
    ["what was open sent nothing on", [rule(7, []), closed], rule(8, [])],
    ["another status", [open, rule(7, fixed({ status_code: "200" }))], kept],
    ["another page", [open, rule(7, fixed({ message_body: "Send your password." }))], kept],
    ["another kind of page", [open, rule(7, fixed({ content_type: "text/plain" }))], kept],
    ["another action beside it", [open, rule(7, [...fixed(), ...forward()])], kept],
  ] as const)("is refused where %s", (_, pair, keeps) => {
    const found = said(pair, [null, keeps], true);
    expect(found.filter((one) => one.startsWith("refused"))).not.toEqual([]);
    expect(found.filter((one) => one.includes("as the file asks"))).toEqual([]);
  });
});

describe("the text of the page", () => {
  const withText = (text: string) =>
    rule(7, fixed({ message_body: maintenanceAnswer(text).messageBody }));
  const monday = withText("Back on Monday.");

  test("is noted as the file has it, when maintenance begins and when it changes", () => {
    expect(said([open, monday], [null, kept], true, "Back on Monday.")).toEqual([
      "noted rule: answers everybody with 503 and the page of maintenance, as the file asks (`loadBalancer.maintenance`)",
    ]);
    expect(said([closed, monday], [kept, kept], true, "Back on Monday.")).toEqual([
      "noted rule: the page of maintenance says something else, as the file asks",
    ]);
    expect(said([monday, open], [kept, null], false)).toEqual([
      "noted kept_rule: maintenance ends: the rule that kept the target group in use goes",
      "noted rule: maintenance ends: requests reach the service again",
    ]);
  });

  test.each([
    ["the file has another", "Back on Tuesday.", true],
    ["the file has none", undefined, true],
    ["the file asks for no maintenance", "Back on Monday.", false],
  ] as const)("is refused where %s", (_, text, asked) => {
    expect(said([closed, monday], [kept, kept], asked, text)).toEqual([
      "refused rule: answers requests itself, with another answer than now",
    ]);
    const began = said([open, monday], [null, kept], asked, text);
    expect(began.filter((one) => one.includes("as the file asks"))).toEqual([]);
  });
});

describe("maintenance ends", () => {
  test.each([true, false, undefined])("is noted, whatever the file says (%s)", (maintenance) => {
    expect(said(ends, [kept, null], maintenance)).toEqual([
      "noted kept_rule: maintenance ends: the rule that kept the target group in use goes",
      "noted rule: maintenance ends: requests reach the service again",
    ]);
  });

  test.each([
    ["to another group", [closed, rule(7, forward(`${group}b`))], kept],
    ["and nothing kept the group", ends, null],
  ] as const)("is refused %s", (_, pair, keeps) => {
    const found = said(pair, [keeps, null], false);
    expect(found.filter((one) => one.startsWith("refused"))).not.toEqual([]);
  });

  test("is refused where the rule that keeps the group goes and the first goes on to answer", () => {
    expect(said([closed, { ...closed, tags: { a: "b" } }], [kept, null], true)).toEqual([
      "refused kept_rule: deletes a rule that sends requests on",
    ]);
  });
});

test("is refused where too many rules change to find the two of each pair", () => {
  const many = (number: number) =>
    Array.from({ length: number }, (_, i) => [
      { address: `aws_lb_listener_rule.rule[${i}]`, before: open, after: closed },
      { address: `aws_lb_listener_rule.kept_rule[${i}]`, before: null, after: kept },
    ]).flat();
  const refusedOf = (number: number) => {
    const environment = { name: "shop-dev", addresses: [], maintenance: true };
    const { findings } = reviewPlan(planOf(...many(number)), { environment });
    return findings.filter(({ what }) => what.startsWith("no longer sends")).length;
  };
  expect(refusedOf(100)).toBe(0);
  expect(refusedOf(101)).toBe(101);
});
