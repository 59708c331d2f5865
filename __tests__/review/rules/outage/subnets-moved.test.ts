import { describe, expect, test } from "vitest";
import { findingsOf } from "../../../../src/review/findings";
import { redundancyReduced } from "../../../../src/review/rules/outage/redundancy-reduced";
import { subnetsMoved } from "../../../../src/review/rules/outage/subnets-moved";
import { type Made, planOf, saidOfUpdate, type Values } from "../../support/plans";

describe("subnets-moved", () => {
  const subnets = (...list: string[]) => ({ network_configuration: [{ subnets: list }] });
  const said = (after: Values, unknown: Values = {}) =>
    saidOfUpdate(subnetsMoved, "aws_ecs_service.it", subnets("a", "b"), after, unknown);

  test("refuses that a service goes into other subnets, also such as are not known yet", () => {
    expect(said(subnets("b", "c"))).toEqual(["refused: goes from a to c"]);
    expect(said(subnets("b"), { network_configuration: [{ subnets: [false, true] }] })).toEqual([
      "refused: goes from a to one not known yet",
    ]);
    expect(
      saidOfUpdate(
        subnetsMoved,
        "aws_db_subnet_group.it",
        { subnet_ids: ["a"] },
        { subnet_ids: ["b"] },
      ),
    ).toEqual(["refused: goes from a to b"]);
  });

  test("advises another environment only where a network is made now", () => {
    const advice = (...others: Made[]) => {
      const service = {
        address: "aws_ecs_service.it",
        before: subnets("a"),
        after: subnets("b"),
      };
      return findingsOf(planOf(service, ...others), undefined, [subnetsMoved], [])[0]?.advice;
    };
    const network = "What is applied cannot go into a VPC that is made now";
    expect(advice({ address: "aws_vpc.it", after: {} })).toContain(network);
    for (const other of [
      { address: "aws_vpc.it", before: {}, after: { a: 1 } },
      { address: "aws_other.it", after: {} },
    ])
      expect(advice(other)).not.toContain(network);
  });

  test("notes that a service, a database or an endpoint stands in more, and refuses it of a load balancer, whose new address is given out at once", () => {
    expect(said(subnets("b", "a", "c", "d"))).toEqual([
      "noted: also starts tasks in c, d: from there images, secrets, logs and the database must be reached, or those tasks do not start",
    ]);
    expect(
      said(subnets("a", "b"), { network_configuration: [{ subnets: [false, false, true] }] }),
    ).toEqual([
      "noted: also starts tasks in one not known yet: from there images, secrets, logs and the database must be reached, or those tasks do not start",
    ]);
    const more = (address: string, name: string) =>
      saidOfUpdate(subnetsMoved, address, { [name]: ["a"] }, { [name]: ["a", "b"] });
    expect(more("aws_db_subnet_group.it", "subnet_ids")).toEqual(["noted: also stands in b"]);
    expect(more("aws_vpc_endpoint.it", "subnet_ids")).toEqual(["noted: also stands in b"]);
    expect(more("aws_lb.it", "subnets")).toEqual([
      "refused: also takes requests in b: without a route from there to its clients a part of them is lost",
    ]);
    expect(saidOfUpdate(subnetsMoved, "aws_lb.it", { subnets: [] }, { subnets: ["a"] })).toEqual(
      [],
    );
  });

  test("lets subnets be named in another order; fewer are reported by redundancy-reduced", () => {
    expect(said(subnets("b", "a"))).toEqual([]);
    expect(said(subnets("c"))).toEqual([]);
    expect(
      saidOfUpdate(redundancyReduced, "aws_ecs_service.it", subnets("a", "b"), subnets("c")),
    ).toHaveLength(1);
  });
});
