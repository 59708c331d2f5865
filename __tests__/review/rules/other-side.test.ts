import { expect, test } from "vitest";
import { readPlan } from "../../../src/review/read/plan";
import { plainHttp } from "../../../src/review/rules/exposure/plain-http";
import { managedPolicyAttached } from "../../../src/review/rules/privilege/managed-policy-attached";
import type { Rule } from "../../../src/review/rules/rule";
import { alarmWeakened } from "../../../src/review/rules/safety/alarm-weakened";
import { deliveryCut } from "../../../src/review/rules/safety/delivery-cut";
import { edgeHardeningReduced } from "../../../src/review/rules/safety/edge-hardening-reduced";
import { secretInPlainText } from "../../../src/review/rules/safety/secret-in-plain-text";
import { documentOf, type Made, saidBy, saidOfUpdate } from "../support/plans";

// What a rule compares, seen from the side on which nothing happens, or nobody set anything.

test("a listener that serves plain HTTP already is not refused for another change of it", () => {
  const serving = { protocol: "HTTP", port: 80, default_action: [{ type: "forward" }] };
  expect(
    saidOfUpdate(
      plainHttp,
      "aws_lb_listener.it",
      { ...serving, tags: {} },
      { ...serving, tags: { a: "b" } },
    ),
  ).toEqual([]);
});

test("a timetable that stays is not compared, one that changes is refused", () => {
  const at = (hour: number) => ({ schedule_expression: `cron(0 ${hour} * * ? *)` });
  const address = "aws_scheduler_schedule.it";
  expect(
    saidOfUpdate(
      deliveryCut,
      address,
      { ...at(6), description: "a" },
      { ...at(6), description: "b" },
    ),
  ).toEqual([]);
  expect(saidOfUpdate(deliveryCut, address, at(6), at(7))).toHaveLength(1);
});

test("a rule of a firewall that only gets another place still blocks what it blocked", () => {
  const rule = (priority: number) => ({
    rule: [
      {
        name: "common",
        priority,
        action: [{ block: [{}] }],
        statement: [{ geo_match_statement: [] }],
      },
    ],
  });
  expect(saidOfUpdate(edgeHardeningReduced, "aws_wafv2_web_acl.it", rule(1), rule(2))).toEqual([]);
});

test("refuses what is marked as a secret only after the change", () => {
  const document = documentOf({
    address: "aws_mq_broker.it",
    before: { user: null },
    after: { user: "hunter2-hunter2" },
  });
  const { change } = document.resource_changes[0] ?? {};
  Object.assign(change ?? {}, { before_sensitive: {}, after_sensitive: { user: true } });
  expect(saidBy(secretInPlainText, readPlan(document, "test"))).toEqual([
    expect.stringContaining("`user` is kept as plain text in the state from now on"),
  ]);
});

/** What a rule says where the provider fills in what nobody sets. */
function saidOfFilledIn(rule: Rule, made: Made, attribute: string): string[] {
  const document = documentOf(made);
  const [resource] = document.configuration?.root_module?.resources ?? [];
  if (!resource) throw new Error("the plan has no block");
  delete (resource.expressions as Record<string, unknown>)[attribute];
  return saidBy(rule, readPlan(document, "test"));
}

test.each<[string, Rule, Made]>([
  [
    "managed_policy_arns",
    managedPolicyAttached(),
    { address: "aws_iam_role.it", before: {}, after: {}, unknown: { managed_policy_arns: true } },
  ],
  [
    "period",
    alarmWeakened,
    {
      address: "aws_cloudwatch_metric_alarm.it",
      before: { period: 60 },
      after: {},
      unknown: { period: true },
    },
  ],
])("%s that nobody sets is the provider's to fill in", (attribute, rule, made) => {
  expect(saidOfFilledIn(rule, made, attribute)).toEqual([]);
  expect(saidBy(rule, readPlan(documentOf(made), "test"))).not.toEqual([]);
});
