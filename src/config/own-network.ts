import { z } from "zod";
import { cidr, identifying, list, logRetentionDays, oneOf, text } from "./fields";
import type { Path } from "./problem";
import { type EnvironmentRule, privateRangeProblems, type RuleProblem } from "./rule";
import type { Environment } from "./schema";
import { isWithin, prefixLengths, subnetRanges, usableAddresses } from "./subnet-ranges";
import { ownEndpoints, unreachablePrefixes } from "./task-endpoints";
import { clientVpnOf } from "./vpn";

/** What a VPC of the environment's own has besides where its tasks may go. */
export const ownNetworkShape = {
  mode: z.literal("create").describe("Make a VPC and its subnets."),
  cidr: identifying(
    cidr().describe(
      "Its address range, private IPv4 of /16 to /23. Choose one that no network has to which it may be joined later: it cannot be changed.",
    ),
  ),
  availabilityZones: identifying(
    list(text(/^[a-z]{2}(-[a-z]+)+-[1-9][a-z]$/, "an availability zone, such as us-east-1a"), 2)
      .max(3, { error: "must be a list of at most 3 entries" })
      .describe(
        "Availability zones, 2 or 3: each gets a subnet of each tier. A third can be added at the end later.",
      ),
  ),
  nat: oneOf(["none", "one", "perZone"]).describe(
    "NAT gateways, by which the tasks reach the Internet: `none`, `one` in the first zone, with which every zone loses it, or `perZone`.",
  ),
  flowLogRetentionDays: logRetentionDays().describe(
    "Days that records of all connections (VPC flow logs) are kept.",
  ),
};

type OwnNetwork = Extract<Environment["network"], { readonly mode: "create" }>;

/** Addresses that a load balancer takes in each subnet, at least. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer */
export const freeForLoadBalancer = 8;

/** Free addresses that Client VPN asks of a subnet. @see https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/what-is-best-practices.html */
const freeForVpn = 20;

/** The range of a network of our own is private and has room for all that stands in it, and its zones are in the region. */
export const ownNetworkFits: EnvironmentRule = (environment) => {
  const { network, region } = environment;
  if (network.mode !== "create") return [];
  const zones = network.availabilityZones.flatMap((zone, index): RuleProblem[] =>
    zone.slice(0, -1) === region
      ? []
      : [
          {
            path: ["network", "availabilityZones", index],
            message: `must be a zone of ${region}, got ${zone}`,
            fix: `name zones such as ${region}a: aws ec2 describe-availability-zones --region ${region}`,
          },
        ],
  );
  return [...rangeProblems(network, environment), ...zones];
};

function rangeProblems(network: OwnNetwork, environment: Environment): RuleProblem[] {
  const path = ["network", "cidr"];
  const wrong = privateRangeProblems(
    path,
    network.cidr,
    prefixLengths,
    "that no network has to which it may be joined, such as 10.40.0.0/20",
  );
  if (wrong.length > 0) return wrong;
  const { service } = subnetRanges(network.cidr, network.availabilityZones.length);
  const there = service.reduce((sum, range) => sum + usableAddresses(range), 0);
  const parts = addressesTaken(environment, service.length);
  const taken = parts.reduce((sum, [count]) => sum + count, 0);
  if (taken <= there) return [];
  const said = parts.map(([count, what]) => `${count} ${what}`).join(", ");
  return [
    {
      path,
      message: `must have room for ${taken} addresses in its service subnets (${said}), got ${network.cidr}, of which they are ${there} in ${service.join(" and ")}`,
      fix: "choose a larger range, or lower service.tasksMax",
    },
  ];
}

/** What stands in the service subnets, and how many addresses it takes. */
function addressesTaken(environment: Environment, zones: number): [number, string][] {
  const { loadBalancer, service } = environment;
  const endpoints = ownEndpoints(environment).interfaces.length * zones;
  const vpn = clientVpnOf(environment);
  const isInside = loadBalancer.mode === "create" && loadBalancer.scheme === "internal";
  return [
    // A rollout runs as many tasks again before it stops the old ones.
    [service.tasksMax * 2, "for tasks during a rollout"],
    [1, "for a migration"],
    ...(endpoints > 0 ? [[endpoints, "for endpoints"] as [number, string]] : []),
    ...(isInside
      ? [[freeForLoadBalancer * zones, "for the load balancer"] as [number, string]]
      : []),
    ...(vpn
      ? [[freeForVpn * (vpn.zones === "one" ? 1 : zones), "for the VPN"] as [number, string]]
      : []),
  ];
}

/** A network that does not exist yet holds neither a load balancer nor a database of others', and it has no IPv6. */
export const ownNetworkAlone: EnvironmentRule = ({ network, loadBalancer, database }) => {
  if (network.mode !== "create") return [];
  const problems: RuleProblem[] = [];
  if (loadBalancer.mode === "existing") {
    problems.push({
      path: ["loadBalancer", "mode"],
      message: "must be create where network.mode is create, got existing",
      fix: "a load balancer reaches tasks in its own VPC alone: make one here, or use its VPC with network.mode: existing",
    });
  } else if (loadBalancer.ipAddressType === "dualstack") {
    problems.push({
      path: ["loadBalancer", "ipAddressType"],
      message: "must be ipv4 where network.mode is create, got dualstack",
      fix: "write ipv4: the network that is made has no IPv6 addresses",
    });
  }
  if (database.mode === "existing") {
    problems.push({
      path: ["database", "mode"],
      message: "must be create or none where network.mode is create, got existing",
      fix: "an existing database is in another VPC, to which nothing leads: make one here, or use its VPC with network.mode: existing",
    });
  }
  return problems;
};

/** Where the file lets the tasks go, they also get; and a NAT gateway is made only where something needs it. */
export const ownNetworkLeadsThere: EnvironmentRule = (environment) => {
  const { network } = environment;
  if (network.mode !== "create") return [];
  const beyond = [...destinations(network)].filter(
    ({ cidr }) => cidr === undefined || !isWithin(cidr, network.cidr),
  );
  if (network.nat !== "none") {
    if (beyond.length > 0) return [];
    return [
      {
        path: ["network", "nat"],
        message: `must be none where the tasks go nowhere outside ${network.cidr}, got ${network.nat}`,
        fix: "write none, since a gateway costs money by the hour; or say in network.egress or network.connections where they go",
      },
    ];
  }
  return [
    ...beyond.map(
      ({ path, cidr }): RuleProblem => ({
        path,
        message: `must be inside of ${network.cidr} where network.nat is none, got ${cidr ?? "anywhere"}`,
        fix: "remove it, or write nat: one or perZone: nothing else leads out of the network",
      }),
    ),
    ...unreachablePrefixes(environment).map(
      (prefix): RuleProblem => ({
        path: ["service", "permissions"],
        message: `must name only services to which an endpoint leads where network.nat is none, got ${prefix}`,
        fix: "write nat: one or perZone and network.egress.mode: anywhere with the reason, or remove the actions",
      }),
    ),
  ];
};

interface Destination {
  readonly path: Path;
  /** The range; undefined for anywhere. */
  readonly cidr?: string;
}

/** Ranges to which the file lets the tasks go. Security groups and prefix lists are left out: they are within the network. */
function* destinations(network: OwnNetwork): Generator<Destination> {
  const { egress, connections = [], resolverCidrs } = network;
  if (egress.mode === "anywhere") yield { path: ["network", "egress", "mode"] };
  else {
    for (const [index, cidr] of egress.cidrs.entries())
      yield { path: ["network", "egress", "cidrs", index], cidr };
  }
  for (const [index, connection] of connections.entries()) {
    const path = ["network", "connections", index];
    if (connection.to === "range") yield { path: [...path, "cidr"], cidr: connection.cidr };
    if (connection.to === "anywhere") yield { path: [...path, "to"] };
  }
  for (const [index, cidr] of resolverCidrs.entries())
    yield { path: ["network", "resolverCidrs", index], cidr };
}
