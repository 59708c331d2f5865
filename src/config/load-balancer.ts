import { z } from "zod";
import { maintenanceText } from "../contract/maintenance";
import { environmentName } from "../contract/names";
import {
  arn,
  choice,
  cidr,
  ec2Id,
  flag,
  identifying,
  isIpv6,
  isWide,
  list,
  oneOf,
  section,
  text,
  wholeNumber,
} from "./fields";
import { firewall, firewallOfOthers } from "./firewall";
import { cdnOf } from "./frontend";
import { type EnvironmentRule, type PairRule, type RuleProblem, taken } from "./rule";
import { clientVpnOf } from "./vpn";

/** Identifying, because it is a passing state of one environment: a mirror need not have it. */
const maintenance = identifying(
  flag()
    .describe(
      "true answers everybody with a page and status 503 that the service is being worked on; tasks and deliveries go on behind it. Absent: false.",
    )
    .optional(),
);

/** The page's text; a passing state too. It may stay in the file while there is no maintenance, when nobody sees it. */
const textOfPage = identifying(
  text(
    maintenanceText.pattern,
    `one line of 1 to ${maintenanceText.most} letters, digits and signs of ASCII, without " & < >`,
  )
    .describe(
      `What the page says under maintenance, such as until when: one line of at most ${maintenanceText.most} characters of ASCII, without " & < >. Absent: a text that is true at any time.`,
    )
    .optional(),
);

/** The entry: a load balancer of its own, or a rule on one that exists. */
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
      tlsPolicy: oneOf(["standard", "fips"])
        .describe(
          "`standard`: TLS 1.3, or 1.2 with forward secrecy, also against quantum computers. `fips`: the same with AWS's FIPS 140-3 module alone, in regions of the United States. Absent: as `standard`, in AWS's version of 2021.",
        )
        .optional(),
      maintenance,
      maintenanceText: textOfPage,
      firewall,
    }).describe("A load balancer of this environment's own."),
    section({
      mode: z.literal("existing").describe("Use a load balancer that exists."),
      listenerArn: identifying(
        arn(
          "elasticloadbalancing",
          /listener\/app\/[\w-]+\/[0-9a-f]{16}\/[0-9a-f]{16}/,
          "arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/shared/0123456789abcdef/0123456789abcdef",
        ).describe("Its HTTPS listener; a rule for the host name is added to it."),
      ),
      securityGroupId: identifying(
        ec2Id("sg").describe("Its security group; the tasks accept traffic from it alone."),
      ),
      addSecurityGroupRule: flag().describe(
        "true adds a rule to that group that lets it reach the tasks; false where its owner already allows it.",
      ),
      priority: identifying(
        wholeNumber(1, 50000).describe(
          "Priority of the listener rule, 1 to 50000, free on that listener.",
        ),
      ),
      maintenance,
      maintenanceText: textOfPage,
      firewall: firewallOfOthers,
    }).describe("A rule on a load balancer that others own."),
  ],
  ["create", "existing"],
).describe("The load balancer in front of the service.");

/** A load balancer of our own has clients, they can reach it, and those of an internal one are known ranges. */
export const loadBalancerClients: EnvironmentRule = (environment) => {
  const { loadBalancer } = environment;
  if (loadBalancer.mode !== "create") return [];
  const { scheme, ipAddressType, allowedCidrs, allowedSecurityGroupIds } = loadBalancer;
  const named = allowedCidrs.length + allowedSecurityGroupIds.length;
  if (named === 0 && clientVpnOf(environment) === undefined && cdnOf(environment) === undefined) {
    return [
      {
        path: ["loadBalancer", "allowedCidrs"],
        message: "must not be empty when allowedSecurityGroupIds is: nobody could connect",
        fix: "list the address ranges or security groups of the clients, such as the VPN's",
      },
    ];
  }
  return allowedCidrs.flatMap((cidr, index): RuleProblem[] => {
    const path = ["loadBalancer", "allowedCidrs", index];
    const wide: RuleProblem = {
      path,
      message: `must be /8 or narrower (/16 for IPv6) where scheme is internal, got ${cidr}`,
      fix: "list the ranges that the clients really have; an internal load balancer is not for everybody",
    };
    const unreachable: RuleProblem = {
      path,
      message: `must be an IPv4 range where ipAddressType is ipv4, got ${cidr}`,
      fix: "set ipAddressType to dualstack, or remove the range",
    };
    return [
      ...(scheme === "internal" && isWide(cidr) ? [wide] : []),
      ...(ipAddressType === "ipv4" && isIpv6(cidr) ? [unreachable] : []),
    ];
  });
};

/**
 * The FIPS 140-3 module terminates TLS where Elastic Load Balancing has FIPS endpoints; elsewhere a plan would fail at its apply at best.
 * @see https://aws.amazon.com/compliance/fips/
 */
export const fipsInTheUnitedStates: EnvironmentRule = ({ loadBalancer, region }) => {
  if (loadBalancer.mode !== "create" || loadBalancer.tlsPolicy !== "fips") return [];
  if (region.startsWith("us-")) return [];
  return [
    {
      path: ["loadBalancer", "tlsPolicy"],
      message: `must be standard in ${region}, got fips`,
      fix: "write standard, or choose a region of the United States or GovCloud: only there load balancers have FIPS endpoints",
    },
  ];
};

/** Under maintenance a second rule, right behind the first, keeps the target group in use. */
export const roomForMaintenance: EnvironmentRule = ({ loadBalancer }) => {
  if (loadBalancer.mode !== "existing" || loadBalancer.maintenance !== true) return [];
  if (loadBalancer.priority < 50_000) return [];
  return [
    {
      path: ["loadBalancer", "maintenance"],
      message: `must be false where priority is ${loadBalancer.priority}: maintenance takes the next one too, and that is the last`,
      fix: "choose a smaller priority first, in a plan of its own",
    },
  ];
};

/** On a shared listener each rule has its own priority and its own host name. */
export const listenerRuleOnce: PairRule = (environment, earlier) => {
  const own = environment.loadBalancer;
  const other = earlier.loadBalancer;
  if (own.mode !== "existing" || other.mode !== "existing") return [];
  if (own.listenerArn !== other.listenerArn) return [];
  const { hostName } = environment.domain;
  const sameZone = environment.domain.hostedZone.id === earlier.domain.hostedZone.id;
  return [
    ...(own.priority === other.priority
      ? taken(["loadBalancer", "priority"], own.priority, earlier)
      : []),
    ...(takesNext(own, other) || takesNext(other, own)
      ? [
          {
            path: ["loadBalancer", "priority"],
            message: `must leave the next priority free for maintenance, ${environmentName(earlier)} has ${other.priority}, got ${own.priority}`,
            fix: "choose a priority that is further away",
          },
        ]
      : []),
    // Of the same zone it is reported as the same name already.
    ...(hostName === earlier.domain.hostName && !sameZone
      ? taken(["domain", "hostName"], hostName, earlier)
      : []),
  ];
};

function takesNext(
  one: { readonly priority: number; readonly maintenance?: boolean | undefined },
  other: { readonly priority: number },
): boolean {
  return one.maintenance === true && one.priority + 1 === other.priority;
}
