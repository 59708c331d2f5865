import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownNetworkExample } from "../support/own-network";
import { describeWorld } from "./support/journey";
import { comesToLife, isJudged } from "./support/life";
import { isTornDown } from "./support/tear-down";

// An account in which only a hosted zone exists: network, load balancer, cluster and database are this environment's own.
describeWorld({ name: "shop-dev", environments: oneEnvironment }, (life) => {
  comesToLife(life, {
    create: [
      "aws_lb.load_balancer:create", // it faces the Internet
      "aws_route.vpc_public_internet:create",
    ],
    variants: {},
  });
  isJudged(life, {
    "the way out gone": {
      settings: { "network.nat": "none", "network.egress.cidrs": [] },
      refused: [
        "aws_eip.vpc_nat_1_address:delete",
        "aws_nat_gateway.vpc_nat_1:delete",
        "aws_route.vpc_service_1_internet:delete",
        "aws_route.vpc_service_2_internet:delete",
        "aws_vpc_security_group_egress_rule.network_service_443_to_198_51_100_0_24:delete",
      ],
    },
    "a zone more at the end": {
      settings: { "network.availabilityZones": ["us-east-1a", "us-east-1b", "us-east-1c"] },
      // Of a list with a subnet that is not made yet Terraform shows nothing.
      refused: [
        "aws_db_subnet_group.database_subnets:update",
        "aws_ecs_service.service:update",
        "aws_lb.load_balancer:update",
        "aws_vpc_endpoint.endpoint_ecr_api:update",
        "aws_vpc_endpoint.endpoint_ecr_dkr:update",
        "aws_vpc_endpoint.endpoint_logs:update",
        "aws_vpc_endpoint.endpoint_secretsmanager:update",
        "aws_vpc_endpoint.vpc_gateway_s3:update",
      ],
    },
    "flow logs kept for longer": { settings: { "network.flowLogRetentionDays": 365 }, refused: [] },
  });
  isTornDown(life);
});

function oneEnvironment(): string {
  const folder = mkdtempSync(join(process.env["SLIPWAY_LONG_TEST_FOLDER"] ?? tmpdir(), "own-"));
  mkdirSync(join(folder, "environments"));
  writeFileSync(join(folder, "environments/shop-dev.yaml"), alone);
  return join(folder, "environments");
}

/** The example, of which all is made: behind a load balancer that faces the Internet, with endpoints, and a NAT gateway for one range outside. */
const alone = [
  [/promotionReaders: .*/, "promotionReaders: []"],
  [/allowedSecurityGroupIds:\n.*/, "allowedSecurityGroupIds: []"],
  [/visibility: private/, "visibility: public"],
  [/scheme: internal/, "scheme: internet-facing"],
  [/nat: none/, "nat: one"],
  [/ {4}cidrs: \[\]/, "    cidrs: [198.51.100.0/24]"],
].reduce((text, [from, to]) => text.replace(from as RegExp, to as string), ownNetworkExample);
