import { describe, expect, test } from "vitest";
import { routeToInternet } from "../../../../src/review/rules/exposure/route-to-internet";
import { planOf, saidBy, saidOfUpdate, type Values } from "../../support/plans";

describe("route-to-internet", () => {
  test("refuses that subnets which stand get a route to the Internet through a NAT, and lets new ones have it", () => {
    const route = (configured: Record<string, string>, unknown: Values) =>
      saidBy(
        routeToInternet,
        planOf(
          { address: "aws_route_table.new", after: { vpc_id: "vpc-1" } },
          {
            address: "aws_route_table.now",
            before: { id: "rtb-1" },
            after: { id: "rtb-1" },
            actions: ["no-op"],
          },
          { address: "aws_nat_gateway.it", after: { subnet_id: "subnet-1" } },
          {
            address: "aws_route.it",
            after: { destination_cidr_block: "0.0.0.0/0" },
            configured: { nat_gateway_id: "${aws_nat_gateway.it.id}", ...configured },
            unknown: { nat_gateway_id: true, ...unknown },
          },
        ),
      );
    const out =
      "refused: gives subnets that stand a route to the Internet, through a NAT gateway: from now on security groups alone hold back what is sent there";
    expect(route({ route_table_id: "${aws_route_table.now.id}" }, {})).toEqual([out]);
    expect(route({ route_table_id: "${var.table}" }, { route_table_id: true })).toEqual([out]);
    expect(
      route({ route_table_id: "${aws_route_table.new.id}" }, { route_table_id: true }),
    ).toEqual([]);
    expect(
      saidOfUpdate(
        routeToInternet,
        "aws_route.it",
        { nat_gateway_id: "nat-1" },
        { nat_gateway_id: "nat-2" },
      ),
    ).toEqual([]); // traffic-rerouted says it
  });

  test("refuses a route to an internet gateway, and lets one to another gateway pass", () => {
    const route = (target: Values, unknown: Values = {}) =>
      saidBy(
        routeToInternet,
        planOf({
          address: "aws_route.it",
          after: { destination_cidr_block: "0.0.0.0/0", ...target },
          unknown,
        }),
      );
    expect(route({ gateway_id: "igw-1" })).toEqual(["refused: routes to an internet gateway"]);
    expect(route({}, { gateway_id: true })).toHaveLength(1);
    expect(route({ gateway_id: "vgw-1" })).toEqual([]);
  });

  test("refuses one within a route table, and is silent when it was there", () => {
    const table = (...gateways: string[]) => ({
      route: gateways.map((gateway_id) => ({ gateway_id })),
    });
    expect(
      saidOfUpdate(routeToInternet, "aws_route_table.it", table(), table("igw-1")),
    ).toHaveLength(1);
    expect(
      saidOfUpdate(routeToInternet, "aws_route_table.it", table("igw-1"), table("igw-1", "vgw-1")),
    ).toEqual([]);
  });
});
