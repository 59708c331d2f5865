import { describe, expect, test } from "vitest";
import { reviewPlan } from "../../../../src/review/review-plan";
import { loadBalancerPublic } from "../../../../src/review/rules/exposure/load-balancer-public";
import { fixturePlan, type Made, planOf, saidBy, saidOfUpdate } from "../../support/plans";

describe("load-balancer-public", () => {
  test("refuses a load balancer that becomes internet-facing, by either of its names", () => {
    expect(saidBy(loadBalancerPublic, fixturePlan("opened-and-widened"))).toEqual([
      "refused: becomes internet-facing",
    ]);
    expect(
      saidBy(loadBalancerPublic, planOf({ address: "aws_lb.edge", after: { internal: false } })),
    ).toHaveLength(1);
  });

  test("takes one that says nothing, or cannot say yet, for internet-facing, as AWS does", () => {
    expect(
      saidBy(loadBalancerPublic, planOf({ address: "aws_lb.edge", after: { internal: null } })),
    ).toHaveLength(1);
    expect(
      saidBy(
        loadBalancerPublic,
        planOf({ address: "aws_lb.edge", after: {}, unknown: { internal: true } }),
      ),
    ).toHaveLength(1);
  });

  test("lets an internal one pass, and one that was public before", () => {
    expect(saidBy(loadBalancerPublic, fixturePlan("create"))).toEqual([]);
    expect(
      saidOfUpdate(
        loadBalancerPublic,
        "aws_lb.edge",
        { internal: false, idle_timeout: 60 },
        { internal: false, idle_timeout: 90 },
      ),
    ).toEqual([]);
  });
});

test.each(["aws_elb", "aws_lightsail_lb"])(
  "refuses that %s, which a project declares as its own, becomes internet-facing",
  (type) => {
    const ownKinds = new Map([[type, "the old entry; goes in spring"]]);
    const said = (made: Omit<Made, "address">) =>
      reviewPlan(planOf({ address: `${type}.old`, ...made }), { ownKinds }).findings.map(
        ({ rule, verdict }) => `${verdict} ${rule}`,
      );
    const refused = ["noted unfamiliar-kind", "refused load-balancer-public"];
    expect(said({ before: { internal: true }, after: { internal: false } })).toEqual(refused);
    expect(said({ before: { internal: true }, unknown: { internal: true }, after: {} })).toEqual(
      refused,
    );
    expect(said({ after: { name: "old" } })).toEqual(refused);
    const passes = ["noted unfamiliar-kind"];
    expect(said({ after: { internal: true } })).toEqual(passes);
    expect(
      said({ before: { internal: false }, after: { internal: false, idle_timeout: 90 } }),
    ).toEqual(passes);
  },
);

test("refuses a distribution that is new: it has no other side than the public one", () => {
  const address = "aws_cloudfront_distribution.frontend";
  expect(saidBy(loadBalancerPublic, planOf({ address, after: { enabled: true } }))).toEqual([
    "refused: answers everybody on the Internet, and sends what they ask on to what is behind it",
  ]);
  expect(saidOfUpdate(loadBalancerPublic, address, { comment: "one" }, { comment: "two" })).toEqual(
    [],
  );
});
