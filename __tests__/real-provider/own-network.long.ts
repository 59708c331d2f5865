import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copyEnvironments } from "../support/fixture-environments";
import { runSlipway } from "../support/run-slipway";
import type { TerraformWorld } from "../support/terraform-world";
import { describeWorld } from "./support/journey";
import { comesToLife, isJudged } from "./support/life";
import { asksWhatIsCommitted, stackRoles } from "./support/stack-roles";
import { isTornDown } from "./support/tear-down";

let world: () => TerraformWorld;
let text = "";

// What `slipway init` writes for an account in which only a hosted zone exists: network, load balancer, cluster and database are the environment's own, and its
// own roles make and remove them.
describeWorld(
  {
    name: "shop-dev",
    environments: madeByInit,
    enforceIam: true,
    credentialsFor: stackRoles(() => world()),
  },
  (life) => {
    world = life.world;
    comesToLife(life, { create: opensIt, variants: {} });
    isJudged(life, {
      "the route out gone": {
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
      "flow logs kept for longer": {
        settings: { "network.flowLogRetentionDays": 400 },
        refused: [],
      },
    });
    isTornDown(life);
    asksWhatIsCommitted("own-network", life.world, () => text);
  },
);

const opensIt = [
  "aws_lb.load_balancer:create", // it faces the Internet
  "aws_route.vpc_public_internet:create",
  "aws_vpc_security_group_ingress_rule.network_load_balancer_443_from_0_0_0_0_0:create",
  "aws_vpc_security_group_ingress_rule.network_load_balancer_80_from_0_0_0_0_0:create",
];

/** What its tasks may reach besides AWS, which `init` leaves to people: with it there are both endpoints and a NAT gateway. */
const toOneRange = `    mode: listed
    endpointSecurityGroupIds: []
    prefixListIds: []
    cidrs: [198.51.100.0/24]
`;

function madeByInit(): string {
  const folder = mkdtempSync(join(process.env["SLIPWAY_LONG_TEST_FOLDER"] ?? "/tmp", "own-"));
  copyEnvironments(folder);
  const answers = {
    like: "eec-prod",
    account: "444444444444",
    network: "create",
    nat: "one",
    "zone-name": "shop.example.gov",
    "zone-id": "Z0123456789SHOP",
    "host-name": "dev.shop.example.gov",
  };
  const flags = Object.entries(answers).flatMap(([flag, value]) => [`--${flag}`, value]);
  const run = runSlipway(folder, ["init", "shop", "dev", ...flags]);
  if (run.code !== 0) throw new Error(run.stdout + run.stderr);
  const file = join(folder, "environments/shop-dev.yaml");
  text = readFileSync(file, "utf8").replace(/ {4}mode: anywhere\n.*\n/, toOneRange);
  writeFileSync(file, text);
  return join(folder, "environments");
}
