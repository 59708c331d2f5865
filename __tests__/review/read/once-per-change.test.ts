import { expect, test } from "vitest";
import { oncePerChange } from "../../../src/review/read/once-per-change";
import { planOf } from "../support/plans";

test("is worked out once while rules ask about one change, and anew for another change or plan", () => {
  let times = 0;
  const addresses = oncePerChange(({ address }) => `${address} ${++times}`);
  const made = () => planOf({ address: "aws_lb.a", after: {} }, { address: "aws_lb.b", after: {} });
  const [plan, other] = [made(), made()];
  const [a, b] = plan.changes;
  if (!a || !b) throw new Error("no changes");
  expect([addresses(a, plan), addresses(a, plan)]).toEqual(["aws_lb.a 1", "aws_lb.a 1"]);
  expect([addresses(b, plan), addresses(a, plan)]).toEqual(["aws_lb.b 2", "aws_lb.a 3"]);
  expect(addresses(a, other)).toBe("aws_lb.a 4");
});
