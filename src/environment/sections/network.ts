import { z } from "zod";
import { choice, cidr, ec2Id, list, reason, section } from "../fields";

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
      endpointSecurityGroupIds: list(ec2Id("sg")).describe(
        "Security groups of the VPC's interface endpoints (ECR, Secrets Manager, CloudWatch Logs, KMS, SSM).",
      ),
      prefixListIds: list(ec2Id("pl")).describe(
        "Prefix lists of gateway endpoints; S3's is needed, since ECR keeps image layers there.",
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
  vpcId: ec2Id("vpc").describe("The existing VPC."),
  loadBalancerSubnetIds: subnets("the load balancer"),
  serviceSubnetIds: subnets("the tasks; private, with a way to the endpoints"),
  databaseSubnetIds: subnets("the database; private and in no other tier"),
  egress: egress.describe("Where the tasks may go on 443."),
  resolverCidrs: list(cidr()).describe(
    "Address ranges of a custom DNS resolver (port 53); empty with Amazon's own, which needs no rule.",
  ),
}).describe("The existing VPC, its subnets by tier, and where the tasks may go.");
