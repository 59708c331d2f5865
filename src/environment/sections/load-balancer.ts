import { z } from "zod";
import { arn, choice, cidr, ec2Id, flag, list, oneOf, section, wholeNumber } from "../fields";

/** The way in: a load balancer of its own, or a rule on one that exists. */
export const loadBalancer = choice(
  "mode",
  [
    section({
      mode: z.literal("create").describe("Make a load balancer."),
      scheme: oneOf(["internal", "internet-facing"]).describe(
        "`internal`: reached only inside the network. `internet-facing`: has public addresses.",
      ),
      ipAddressType: oneOf(["ipv4", "dualstack"]).describe("`dualstack` also answers on IPv6."),
      allowedCidrs: list(cidr()).describe(
        "Address ranges that may connect on 443 (and 80, which only redirects).",
      ),
      allowedSecurityGroupIds: list(ec2Id("sg")).describe(
        "Security groups whose members may connect, such as the Jenkins agents'.",
      ),
      accessLogRetentionDays: wholeNumber(1, 3650, "days").describe(
        "Days that access logs are kept in their bucket, 1 to 3650.",
      ),
    }).describe("A load balancer of this environment's own."),
    section({
      mode: z.literal("existing").describe("Use a load balancer that exists."),
      listenerArn: arn(
        "elasticloadbalancing",
        /listener\/app\/[\w-]+\/[0-9a-f]{16}\/[0-9a-f]{16}/,
        "arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/shared/0123456789abcdef/0123456789abcdef",
      ).describe("Its HTTPS listener; a rule for the host name is added to it."),
      securityGroupId: ec2Id("sg").describe(
        "Its security group; the tasks accept traffic from it alone.",
      ),
      addSecurityGroupRule: flag().describe(
        "true adds a rule to that group that lets it reach the tasks; false where its owner already allows it.",
      ),
      priority: wholeNumber(1, 50000).describe(
        "Priority of the listener rule, 1 to 50000, free on that listener.",
      ),
    }).describe("A rule on a load balancer that others own."),
  ],
  ["create", "existing"],
).describe("The load balancer in front of the service.");
