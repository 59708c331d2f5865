import { describe, expect, test } from "vitest";
import { entryReplaced } from "../../../../src/review/rules/outage/entry-replaced";
import { entryOf, fixturePlan, planOf, saidBy } from "../../support/plans";

describe("entry-replaced", () => {
  test("refuses the load balancer and the listener that are made again, and says why they are", () => {
    expect(saidBy(entryReplaced, fixturePlan("opened-and-widened"))).toEqual([
      "refused: replaces the load balancer, and with it the address that names point at, because of `internal`",
      "refused: replaces the listener that takes requests in, because of `load_balancer_arn`",
    ]);
  });

  test.each([
    "aws_alb_target_group.tg",
    "aws_ecs_service.svc",
    "aws_ecs_cluster.cluster",
    "aws_db_subnet_group.db-subnets",
  ])("refuses to delete %s, and lets it be changed in place", (address) => {
    const as = (actions: string[]) =>
      fixturePlan("after-release", (it) => {
        const { change } = entryOf(it, address);
        Object.assign(change, { actions, after: actions.includes("delete") ? null : change.after });
      });
    expect(saidBy(entryReplaced, as(["delete"]))).toHaveLength(1);
    expect(saidBy(entryReplaced, as(["update"]))).toEqual([]);
  });

  test("refuses a name that is deleted, and says when the new one comes first", () => {
    expect(
      saidBy(entryReplaced, planOf({ address: "aws_route53_record.it", before: { name: "it" } })),
    ).toEqual(["refused: deletes a name that people and programs use"]);
    const made = {
      address: "aws_lb_target_group.it",
      before: { port: 1 },
      after: { port: 2 },
      actions: ["create", "delete"],
      replacePaths: [["port"]],
    };
    expect(saidBy(entryReplaced, planOf(made))).toEqual([
      "refused: creates a second, then deletes the target group that knows the running tasks, because of `port`",
    ]);
  });

  test("has nothing to say of a database or a task definition: others do", () => {
    expect(saidBy(entryReplaced, fixturePlan("database-replaced"))).toEqual([]);
    expect(saidBy(entryReplaced, fixturePlan("environment-variable"))).toEqual([]);
  });
});

test.each([
  ["aws_lb", "the load balancer, and with it the address that names point at"],
  ["aws_lb_listener", "the listener that takes requests in"],
  ["aws_lb_listener_rule", "a rule that sends requests on"],
  ["aws_lb_listener_certificate", "a certificate that the listener shows"],
  ["aws_lb_target_group", "the target group that knows the running tasks"],
  ["aws_ecs_service", "the service, and with it every running task"],
  ["aws_ecs_cluster", "the cluster that everything runs in"],
  ["aws_route53_record", "a name that people and programs use"],
  ["aws_vpc", "the network"],
  ["aws_subnet", "a subnet"],
  ["aws_internet_gateway", "the route to the Internet"],
  ["aws_nat_gateway", "the route out of private subnets"],
  ["aws_eip", "a public address that others may have on their lists"],
  ["aws_route", "a route"],
  ["aws_route_table", "a route table, and with it every route of its subnets"],
  ["aws_route_table_association", "the routes of a subnet"],
  [
    "aws_vpc_endpoint",
    "the connection to a service of AWS: images, secrets and logs go through it",
  ],
  [
    "aws_ec2_client_vpn_endpoint",
    "the VPN: everybody needs the new one's configuration (`slipway vpn-config`)",
  ],
  [
    "aws_ec2_client_vpn_network_association",
    "the VPN's place in a zone, and every session through it",
  ],
  ["aws_cloudfront_distribution", "the distribution, and with it the address that names point at"],
  ["aws_cloudfront_vpc_origin", "the distribution's connection to the load balancer"],
  ["aws_security_group", "a security group, and with it every rule of it"],
  ["aws_db_subnet_group", "the subnets that the database stands in"],
  ["aws_acm_certificate", "a certificate that may be in use"],
])("entry-replaced refuses to delete or replace %s: %s", (type, what) => {
  const address = `${type}.it`;
  const said = (actions: string[]) =>
    saidBy(entryReplaced, planOf({ address, before: {}, after: {}, actions }));
  expect(saidBy(entryReplaced, planOf({ address, before: {} }))).toEqual([
    `refused: deletes ${what}`,
  ]);
  expect(said(["delete", "create"])).toEqual([`refused: replaces ${what}`]);
  expect(said(["create", "delete"])).toEqual([`refused: creates a second, then deletes ${what}`]);
  expect(said(["update"])).toEqual([]);
});
