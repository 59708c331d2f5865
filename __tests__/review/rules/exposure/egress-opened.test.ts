import { describe, expect, test } from "vitest";
import { egressOpened } from "../../../../src/review/rules/exposure/egress-opened";
import { planOf, saidBy, type Values } from "../../support/plans";

describe("egress-opened", () => {
  const out = { security_group_id: "sg-1", ip_protocol: "-1", cidr_ipv4: "0.0.0.0/0" };

  test("refuses that a group that exists may call anybody", () => {
    expect(
      saidBy(
        egressOpened,
        planOf({ address: "aws_vpc_security_group_egress_rule.all", after: out }),
      ),
    ).toEqual(["refused: lets out all traffic to 0.0.0.0/0, from sg-1"]);
  });

  test("notes it for a group of a first plan, and lets it call within the network", () => {
    const group = { address: "aws_security_group.it", after: { name: "it" } };
    const first = (after: Values) =>
      saidBy(
        egressOpened,
        planOf(group, {
          address: "aws_vpc_security_group_egress_rule.all",
          after,
          unknown: { security_group_id: true },
          configured: { security_group_id: "${aws_security_group.it.id}" },
        }),
      );
    expect(first({ ip_protocol: "-1", cidr_ipv4: "0.0.0.0/0" })).toEqual([
      "noted: lets out all traffic to 0.0.0.0/0, from aws_security_group.it",
    ]);
    expect(first({ ip_protocol: "-1", cidr_ipv4: "10.0.0.0/8" })).toEqual([]);
  });
});
