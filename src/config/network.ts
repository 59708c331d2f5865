import { z } from "zod";
import { choice, cidr, ec2Id, identifying, isWide, list, reason, section } from "./fields";
import type { Rule, RuleProblem } from "./rule";

const subnets = (tier: string) =>
  list(ec2Id("subnet"), 2).describe(
    `Subnets of ${tier}, at least 2, in different availability zones.`,
  );

/** What the tasks may reach on 443 besides the database. */
const egress = choice(
  "mode",
  [
    section({
      mode: z.literal("listed").describe("Only what is listed here."),
      endpointSecurityGroupIds: identifying(
        list(ec2Id("sg")).describe(
          "Security groups of the VPC's interface endpoints (ECR, Secrets Manager, CloudWatch Logs, KMS, SSM).",
        ),
      ),
      prefixListIds: identifying(
        list(ec2Id("pl")).describe(
          "Prefix lists of gateway endpoints; S3's is needed, since ECR keeps image layers there.",
        ),
      ),
      cidrs: list(cidr()).describe("Further address ranges, such as a proxy's."),
    }).describe("Outbound HTTPS goes only to the listed endpoints and ranges."),
    section({
      mode: z.literal("anywhere").describe("Any address on 443."),
      reason: reason().describe("Why the tasks must reach any address, 10 to 300 characters."),
    }).describe("Outbound HTTPS goes anywhere, for a stated reason."),
  ],
  ["listed", "anywhere"],
);

/** The existing VPC and the tiers in it. */
export const network = section({
  vpcId: identifying(ec2Id("vpc").describe("The existing VPC.")),
  loadBalancerSubnetIds: identifying(subnets("the load balancer")),
  serviceSubnetIds: identifying(subnets("the tasks; private, with a way to the endpoints")),
  databaseSubnetIds: identifying(subnets("the database; private and in no other tier")),
  egress: egress.describe("Where the tasks may go on 443."),
  resolverCidrs: list(cidr()).describe(
    "Address ranges of a custom DNS resolver (port 53); empty with Amazon's own, which needs no rule.",
  ),
}).describe("The existing VPC, its subnets by tier, and where the tasks may go.");

/** Listed ways out lead to somewhere in particular; everywhere takes a reason. */
export const egressRanges: Rule = ({ network: { egress, resolverCidrs } }) => {
  const wide = (cidrs: readonly string[], path: readonly string[], fix: string): RuleProblem[] =>
    cidrs.flatMap((cidr, index) => {
      if (!isWide(cidr)) return [];
      const message = `must be /8 or narrower (/16 for IPv6), got ${cidr}`;
      return [{ path: [...path, index], message, fix }];
    });
  const resolvers = wide(
    resolverCidrs,
    ["network", "resolverCidrs"],
    "give the addresses of the resolvers, such as 10.0.0.2/32",
  );
  if (egress.mode !== "listed") return resolvers;
  const anywhere = "list the ranges themselves, or write mode: anywhere with the reason";
  return [...wide(egress.cidrs, ["network", "egress", "cidrs"], anywhere), ...resolvers];
};

/**
 * The database's subnets are its own. Tasks may share those of an internal load balancer, which are private as well, but
 * not those of one that faces the internet.
 */
export const subnetTiers: Rule = ({ network, loadBalancer }) => {
  const shared = (
    tier: "databaseSubnetIds" | "serviceSubnetIds",
    other: "loadBalancerSubnetIds" | "serviceSubnetIds",
    fix: string,
  ): RuleProblem[] =>
    network[tier].flatMap((id, index) => {
      if (!network[other].includes(id)) return [];
      const message = `must not be in ${other} too, got ${id}`;
      return [{ path: ["network", tier, index], message, fix }];
    });

  const ownSubnets = "give the database subnets of its own, without a route to the internet";
  const found = [
    ...shared("databaseSubnetIds", "loadBalancerSubnetIds", ownSubnets),
    ...shared("databaseSubnetIds", "serviceSubnetIds", ownSubnets),
  ];
  if (loadBalancer.mode !== "create" || loadBalancer.scheme === "internal") return found;
  const privateSubnets =
    "an internet-facing load balancer is in public subnets; put the tasks into private ones";
  return [...found, ...shared("serviceSubnetIds", "loadBalancerSubnetIds", privateSubnets)];
};
