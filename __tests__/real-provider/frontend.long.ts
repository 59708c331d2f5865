import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { expect } from "vitest";
import { ownNetworkFrontendText } from "../support/frontend";
import { fine } from "../support/terraform-world";
import { describeWorld } from "./support/journey";
import { comesToLife, isJudged } from "./support/life";
import { changeSettings } from "./support/planned";
import { isTornDown } from "./support/tear-down";

// An account in which only a hosted zone exists, with pages behind a distribution that reaches the load balancer inside the network; people publish them, and
// drill a restore.
describeWorld({ name: "shop-dev", environments: oneEnvironment }, (life) => {
  const { step, world } = life;
  step("names who publishes and restores, and a route out for the tasks of each zone", async () => {
    const trusted = (name: string) => ({
      mode: "role",
      trustedArns: [`arn:aws:iam::${world().account}:role/${name}`],
    });
    changeSettings(world(), {
      "access.publishers": trusted("builder"),
      "access.restorers": trusted("on-call"),
      "network.nat": "perZone",
      "network.egress.cidrs": ["198.51.100.0/24"],
      "database.drill": {
        mode: "command",
        command: ["python", "-m", "shop.check"],
        variable: "RESTORED_URL",
        limitSeconds: 600,
      },
    });
  });
  comesToLife(life, {
    create: [
      "aws_cloudfront_distribution.frontend:create", // everybody on the Internet reaches it
      "aws_route.vpc_public_internet:create", // where the gateways stand by which the tasks get out
      "aws_vpc_security_group_ingress_rule.network_load_balancer_443_from_cloudfront:create", // it is whoever comes through CloudFront
    ],
    variants: {},
  });
  step("has the publisher's role, and the machine that reads what a drill restored", async () => {
    const { output } = fine(await world().terraform("shop-dev", ["state", "list"], { as: "plan" }));
    expect(output.split("\n")).toEqual(expect.arrayContaining(ofPublisherAndDrill));
  });
  step("leads the tasks of each zone out through a gateway of their own", async () => {
    const ec2 = new EC2Client(world().emulator.clientConfig);
    const { NatGateways = [] } = await ec2.send(new DescribeNatGatewaysCommand({}));
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
    const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({}));
    const zoneOf = (id: string | undefined) =>
      Subnets.find(({ SubnetId }) => SubnetId === id)?.AvailabilityZone;
    const routes = RouteTables.flatMap(({ Routes = [], Associations = [] }) => {
      const gateway = NatGateways.find(({ NatGatewayId = "" }) =>
        Routes.some((route) => route.NatGatewayId === NatGatewayId),
      );
      return gateway
        ? Associations.map(({ SubnetId }) => [zoneOf(SubnetId), zoneOf(gateway.SubnetId)])
        : [];
    });
    expect(routes.sort()).toEqual([
      ["us-east-1a", "us-east-1a"],
      ["us-east-1b", "us-east-1b"],
    ]);
  });
  isJudged(life, {
    "another content security policy": {
      settings: { "frontend.contentSecurityPolicy": "default-src *" },
      refused: ["aws_cloudfront_response_headers_policy.frontend_headers:update"],
    },
    "a path that no longer goes to the load balancer": {
      settings: { "frontend.backendPaths": ["/health/*"] },
      refused: ["aws_cloudfront_distribution.frontend:update"],
    },
    "logs kept for longer": { settings: { "frontend.logRetentionDays": 365 }, refused: [] },
  });
  isTornDown(life);
});

const ofPublisherAndDrill = [
  "aws_iam_role.access_publisher",
  "aws_iam_role.access_restorer",
  "aws_iam_role.delivery_drill_role",
  "aws_iam_role.delivery_drill_role_execution",
  "aws_iam_role_policy.access_publisher_policy",
  "aws_iam_role_policy.access_restorer_policy",
  "aws_iam_role_policy.delivery_drill_role_execution_policy",
  "aws_iam_role_policy.delivery_drill_role_policy",
  "aws_sfn_state_machine.delivery_drill",
];

function oneEnvironment(): string {
  const folder = mkdtempSync(join(process.env["SLIPWAY_LONG_TEST_FOLDER"] ?? tmpdir(), "cdn-"));
  mkdirSync(join(folder, "environments"));
  writeFileSync(join(folder, "environments/shop-dev.yaml"), ownNetworkFrontendText);
  return join(folder, "environments");
}
