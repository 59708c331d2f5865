import { z } from "zod";
import {
  choice,
  cidr,
  ec2Id,
  identifying,
  isWide,
  list,
  reason,
  section,
  text,
  wholeNumber,
} from "./fields";
import { ownNetworkShape } from "./own-network";
import type { Path } from "./problem";
import type { EnvironmentRule, RuleProblem } from "./rule";
import type { Environment } from "./schema";

const subnets = (tier: string) =>
  list(ec2Id("subnet"), 2).describe(
    `Subnets of ${tier}, at least 2, in different availability zones.`,
  );

/** Every connection says what it is for: that becomes the description of its security group rules. */
const purpose = () =>
  text(
    /^[A-Za-z][\w .:/()#,@[\]+=&;{}!$*-]{2,99}$/,
    "3 to 100 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*, beginning with a letter",
  ).describe("What it is for, such as `sessions in Redis`; 3 to 100 characters.");

const port = () =>
  wholeNumber(1, 65_535).describe("TCP port at the other end, 1 to 65535, such as 6379.");

/** What the tasks may reach on other ports: a cache, a mail relay, another database. */
const connections = list(
  choice(
    "to",
    [
      section({
        to: z.literal("securityGroup").describe("Members of a security group."),
        securityGroupId: identifying(
          ec2Id("sg").describe(
            "Its security group, which must let the tasks' group in; its owner sees to that.",
          ),
        ),
        port: port(),
        purpose: purpose(),
      }).describe("To the members of a security group."),
      section({
        to: z.literal("prefixList").describe("The addresses of a prefix list."),
        prefixListId: identifying(ec2Id("pl").describe("The prefix list.")),
        port: port(),
        purpose: purpose(),
      }).describe("To the addresses of a prefix list."),
      section({
        to: z.literal("range").describe("An address range."),
        cidr: cidr().describe("The range, /8 or narrower (/16 for IPv6)."),
        port: port(),
        purpose: purpose(),
      }).describe("To an address range."),
      section({
        to: z.literal("anywhere").describe("Any IPv4 address."),
        reason: reason().describe("Why no range can be given, 10 to 300 characters."),
        port: port(),
        purpose: purpose(),
      }).describe("To any IPv4 address, for a stated reason."),
    ],
    ["securityGroup", "prefixList", "range", "anywhere"],
  ),
)
  .optional()
  .describe(
    "Connections of the tasks on other ports, such as a cache, a mail relay or another database; left out for none.",
  );

/** What the tasks may reach on 443 besides the database. */
const egress = choice(
  "mode",
  [
    section({
      mode: z
        .literal("listed")
        .describe("Only what is listed here; in a VPC that is made, its endpoints too."),
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

/** Where the tasks may go, in whichever network. */
const outbound = {
  egress: egress.describe("Where the tasks may go on 443."),
  connections,
  resolverCidrs: list(cidr()).describe(
    "Address ranges of a custom DNS resolver (port 53); empty with Amazon's own, which needs no rule.",
  ),
};

/** The VPC and the tiers in it: others', or one of the environment's own. */
export const network = choice(
  "mode",
  [
    section({
      mode: z
        .literal("existing")
        .optional()
        .describe("Use a VPC that exists; the same as to leave `mode` out."),
      vpcId: identifying(ec2Id("vpc").describe("The existing VPC.")),
      loadBalancerSubnetIds: identifying(subnets("the load balancer")),
      serviceSubnetIds: identifying(subnets("the tasks; private, with a route to the endpoints")),
      databaseSubnetIds: identifying(subnets("the database; private and in no other tier")),
      ...outbound,
    }).describe(
      "A VPC that others own, and its subnets by tier. A file without `mode` means this.",
    ),
    section({
      ...ownNetworkShape,
      ...outbound,
    }).describe("A VPC of this environment's own, with public, service and database subnets."),
  ],
  ["existing", "create"],
).describe("The VPC, its subnets by tier, and where the tasks may go.");

/** A network that others own. */
export type ExistingNetwork = Exclude<Environment["network"], { readonly mode: "create" }>;

/** A list of destinations names some in particular; everywhere takes a reason. */
export const egressRanges: EnvironmentRule = ({
  network: { egress, connections = [], resolverCidrs },
}) => {
  const wide = (cidrs: readonly string[], path: Path, fix: string): RuleProblem[] =>
    cidrs.flatMap((cidr, index) => narrow([...path, index], cidr, fix));
  const resolvers = wide(
    resolverCidrs,
    ["network", "resolverCidrs"],
    "give the addresses of the resolvers, such as 10.0.0.2/32",
  );
  const others = connections.flatMap((connection, index) =>
    connection.to === "range"
      ? narrow(
          ["network", "connections", index, "cidr"],
          connection.cidr,
          "give the range itself, or write to: anywhere with the reason",
        )
      : [],
  );
  if (egress.mode !== "listed") return [...others, ...resolvers];
  const anywhere = "list the ranges themselves, or write mode: anywhere with the reason";
  return [...wide(egress.cidrs, ["network", "egress", "cidrs"], anywhere), ...others, ...resolvers];
};

function narrow(path: Path, cidr: string, fix: string): RuleProblem[] {
  if (!isWide(cidr)) return [];
  return [{ path, message: `must be /8 or narrower (/16 for IPv6), got ${cidr}`, fix }];
}

/** A connection is permitted once, or two security group rules would be the same. */
export const connectionsOnce: EnvironmentRule = ({ network, database }) => {
  const { egress, connections = [], resolverCidrs } = network;
  const taken = new Map<string, string>([
    ...elsewhere(egress).map((end) => [`${end} 443`, "network.egress has it already"] as const),
    ...resolverCidrs.map((cidr) => [`${cidr} 53`, "network.resolverCidrs has it already"] as const),
    ...(database.mode === "existing"
      ? [
          [
            `${database.securityGroupId} ${database.port}`,
            "it is the database's, which needs no connection of its own",
          ] as const,
        ]
      : []),
  ]);
  return connections.flatMap((connection, index) => {
    const end = otherEnd(connection);
    const key = `${end} ${connection.port}`;
    const why = taken.get(key);
    if (why === undefined) {
      taken.set(key, `network.connections[${index}] has it already`);
      return [];
    }
    return [
      {
        path: ["network", "connections", index],
        message: `must be a connection of its own, got port ${connection.port} of ${end}: ${why}`,
        fix: "remove it here",
      },
    ];
  });
};

type Egress = Environment["network"]["egress"];

/** Where the tasks may go on 443, one by one. */
function elsewhere(egress: Egress): readonly string[] {
  if (egress.mode === "anywhere") return [anyAddress];
  return [...egress.endpointSecurityGroupIds, ...egress.prefixListIds, ...egress.cidrs];
}

const anyAddress = "0.0.0.0/0";

/** The other end of a connection: the id of a security group or a prefix list, or an address range. */
export function otherEnd(
  connection: NonNullable<Environment["network"]["connections"]>[number],
): string {
  switch (connection.to) {
    case "securityGroup":
      return connection.securityGroupId;
    case "prefixList":
      return connection.prefixListId;
    case "range":
      return connection.cidr;
    case "anywhere":
      return anyAddress;
  }
}

/**
 * The database's subnets are its own. Tasks may share those of an internal load balancer, which are private as well, but
 * not those of one that faces the internet.
 */
export const subnetTiers: EnvironmentRule = ({ network, loadBalancer }) => {
  if (network.mode === "create") return [];
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
