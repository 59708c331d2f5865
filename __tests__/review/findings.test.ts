import { describe, expect, test } from "vitest";
import { readApproval } from "../../src/review/approval";
import { findingsOf } from "../../src/review/findings";
import { reviewPlan } from "../../src/review/review-plan";
import { type PlanRule, type Rule, refuse } from "../../src/review/rules/rule";
import { fixturePlan, planOf } from "./support/plans";

const texts = { class: "safety", why: "because", advice: "do not" } as const;
const rule = (name: string, check: NonNullable<Rule["check"]>): Rule => ({ ...texts, name, check });

describe("a rule that fails", () => {
  const failure = "this rule failed (TypeError), so nobody knows what it would have said";
  const broken = () => {
    throw new TypeError("hunter2");
  };

  test("refuses the object it was asked about: unknown is never a pass", () => {
    const [first, ...more] = findingsOf(
      fixturePlan("opened-and-widened"),
      undefined,
      [rule("broken", broken)],
      [],
    );
    expect(first).toMatchObject({
      rule: "broken",
      address: "aws_alb.alb",
      action: "replace",
      verdict: "refused",
      what: failure,
    });
    expect(more).toHaveLength(4);
  });

  test("refuses the whole plan when it is about the plan, and nobody can approve that", () => {
    const whole: PlanRule = { ...texts, name: "broken", check: broken };
    expect(findingsOf(fixturePlan("after-release"), undefined, [], [whole])).toMatchObject([
      { address: "plan", action: undefined, verdict: "refused", what: failure },
    ]);
  });

  test("does not keep the others from speaking", () => {
    const speaking = rule("speaking", () => [refuse("seen")]);
    const found = findingsOf(
      fixturePlan("database-replaced"),
      undefined,
      [rule("broken", broken), speaking],
      [],
    );
    expect(found.map(({ what }) => what)).toEqual([failure, "seen"]);
  });
});

describe("rules are asked", () => {
  const everything = rule("everything", () => [refuse("seen")]);
  const asked = (...made: Parameters<typeof planOf>) =>
    findingsOf(planOf(...made), undefined, [everything], []).map(({ address }) => address);

  test("about every object that changes, and about none that stays", () => {
    expect(
      asked(
        { address: "aws_lb.a", after: {} },
        { address: "aws_lb.b", before: {}, after: {}, actions: ["no-op"] },
      ),
    ).toEqual(["aws_lb.a"]);
  });

  test("about what is forgotten, and about what they have no word for", () => {
    expect(
      asked(
        { address: "aws_lb.a", before: {}, actions: ["forget"] },
        { address: "aws_lb.b", before: {}, after: {}, actions: ["later"] },
      ),
    ).toHaveLength(2);
  });
});

test("a sentence never has a value that the provider calls sensitive", () => {
  const outspoken = rule("outspoken", ({ before }) => [
    refuse(`it was ${before?.["token"]}, on port ${before?.["port"]}`),
  ]);
  const plan = planOf({
    address: "aws_x.y",
    before: { token: "hunter2", port: 80 },
    after: {},
    sensitive: { token: true },
  });
  expect(findingsOf(plan, undefined, [outspoken], [])[0]?.what).toBe(
    "it was (sensitive), on port 80",
  );
});

describe("an approval", () => {
  const because = "moving to the encrypted one, backup taken";
  const replace = { address: "aws_db_instance.db", action: "replace", because };

  test("approves all that is found about one object and one action, and gives its reason", () => {
    const review = reviewPlan(fixturePlan("database-replaced"), { approvals: [replace] });
    expect(review.refused).toBe(false);
    expect(review.findings.map((one) => [one.verdict, one.because])).toEqual([
      ["approved", because],
      ["approved", because],
    ]);
    expect(review.unusedApprovals).toEqual([]);
  });

  test.each([
    ["another action", { ...replace, action: "delete" }],
    ["another object", { ...replace, address: "aws_db_instance.database" }],
    ["every object of a kind", { ...replace, address: "aws_db_instance.*" }],
  ])("of %s approves nothing, and is said to be unused", (_, approval) => {
    const review = reviewPlan(fixturePlan("database-replaced"), { approvals: [approval] });
    expect(review.refused).toBe(true);
    expect(review.unusedApprovals).toEqual([approval]);
  });

  test("leaves the rest refused", () => {
    const alb = { address: "aws_alb.alb", action: "replace", because };
    const review = reviewPlan(fixturePlan("opened-and-widened"), { approvals: [alb] });
    expect(review.findings.filter(({ verdict }) => verdict === "refused")).toHaveLength(4);
    expect(review.refused).toBe(true);
  });

  test("does not help a plan that failed halfway", () => {
    const plan = fixturePlan("after-release", (it) => Object.assign(it, { errored: true }));
    expect(
      reviewPlan(plan, { approvals: [{ address: "plan", action: "errored", because }] }).refused,
    ).toBe(true);
  });

  test("reads addresses with any index, and only with an action and a reason", () => {
    expect(readApproval('aws_subnet.a["x:y"]:delete', because)).toEqual({
      address: 'aws_subnet.a["x:y"]',
      action: "delete",
      because,
    });
    expect(readApproval("aws_db_instance.db", because)).toBeUndefined();
    expect(readApproval("aws_db_instance.db:", because)).toBeUndefined();
    expect(readApproval("aws_db_instance.db:replace", "  ")).toBeUndefined();
  });
});
