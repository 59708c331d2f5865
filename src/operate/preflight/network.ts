import type { RouteTable, Subnet, VpcEndpoint } from "@aws-sdk/client-ec2";
import type { ClientConfig } from "../../aws/session";
import type { ExistingNetwork } from "../../config/network";
import { freeForLoadBalancer } from "../../config/own-network";
import type { Environment } from "../../config/schema";
import { taskEndpoints } from "../../config/task-endpoints";
import { type Answer, fine, isMissing, type Look, unknown, wrong } from "./look";
import { ec2, ownNetworkLook, ownVpcId } from "./own-network";

const vpc: Look = {
  subject: "VPC",
  actions: ["ec2:DescribeVpcs", "ec2:DescribeVpcAttribute"],
  async run({ environment, config }) {
    const { DescribeVpcAttributeCommand, DescribeVpcsCommand } = await import(
      "@aws-sdk/client-ec2"
    );
    const { network } = environment;
    if (network.mode === "create") return [];
    const client = await ec2(config);
    const { vpcId } = network;
    try {
      await client.send(new DescribeVpcsCommand({ VpcIds: [vpcId] }));
    } catch (error) {
      if (!isMissing(error)) throw error;
      return [
        wrong(
          `${vpcId} is not in ${environment.account}, ${environment.region}`,
          "correct network.vpcId: aws ec2 describe-vpcs lists those that there are",
        ),
      ];
    }
    const names = await client.send(
      new DescribeVpcAttributeCommand({ VpcId: vpcId, Attribute: "enableDnsHostnames" }),
    );
    const support = await client.send(
      new DescribeVpcAttributeCommand({ VpcId: vpcId, Attribute: "enableDnsSupport" }),
    );
    if (names.EnableDnsHostnames?.Value === true && support.EnableDnsSupport?.Value === true) {
      return [fine(vpcId)];
    }
    return [
      wrong(
        `${vpcId} does not give out DNS names (enableDnsSupport and enableDnsHostnames)`,
        `AWS's endpoints and the database are found by name: aws ec2 modify-vpc-attribute --vpc-id ${vpcId} --enable-dns-hostnames`,
      ),
    ];
  },
};

const subnets: Look = {
  subject: "Subnets",
  actions: ["ec2:DescribeSubnets", "ec2:DescribeRouteTables"],
  async run({ environment, config }) {
    const { network, database, loadBalancer } = environment;
    if (network.mode === "create") return [];
    const all = await subnetsOf(network, config);
    const tables = await routeTablesOf(network, config);
    const tier = (
      key: "loadBalancerSubnetIds" | "serviceSubnetIds" | "databaseSubnetIds",
      place: Tier["place"],
      free: Tier["free"],
    ) => tierAnswers({ key, ids: network[key], all, tables, place, free, vpcId: network.vpcId });
    return [
      ...(loadBalancer.mode === "create"
        ? tier(
            "loadBalancerSubnetIds",
            loadBalancer.scheme === "internet-facing" ? "public" : "any",
            {
              inEach: freeForLoadBalancer,
            },
          )
        : []),
      // A rollout runs as many tasks again before it stops the old ones.
      ...tier("serviceSubnetIds", "private", { inAll: environment.service.tasksMax * 2 + 1 }),
      ...(database.mode === "create" ? tier("databaseSubnetIds", "private", { inAll: 2 }) : []),
    ];
  },
};

interface Tier {
  readonly key: string;
  readonly ids: readonly string[];
  readonly all: ReadonlyMap<string, Subnet>;
  readonly tables: readonly RouteTable[];
  readonly place: "public" | "private" | "any";
  /** Addresses that must be free: in each subnet, or in all of the tier together. */
  readonly free: { readonly inEach: number } | { readonly inAll: number };
  readonly vpcId: string;
}

function tierAnswers({ key, ids, all, tables, place, free, vpcId }: Tier): Answer[] {
  const at = `network.${key}`;
  const answers: Answer[] = [];
  const there = ids.flatMap((id) => all.get(id) ?? []);
  for (const id of ids.filter((one) => !all.has(one))) {
    answers.push(wrong(`${id} does not exist`, `correct ${at}: aws ec2 describe-subnets`));
  }
  for (const { SubnetId, VpcId } of there.filter((one) => one.VpcId !== vpcId)) {
    answers.push(wrong(`${SubnetId} is in ${VpcId}, not in ${vpcId}`, `correct ${at}`));
  }
  const zones = new Set(there.map(({ AvailabilityZone }) => AvailabilityZone));
  if (there.length === ids.length && zones.size < 2) {
    answers.push(
      wrong(
        `${ids.join(", ")} are all in ${[...zones].join("")}`,
        `name subnets of at least two availability zones in ${at}`,
      ),
    );
  }
  for (const { SubnetId = "" } of place === "any" ? [] : there) {
    const isPublic = leadsToInternet(SubnetId, tables, vpcId);
    if (isPublic === (place === "public")) continue;
    answers.push(
      place === "public"
        ? wrong(
            `${SubnetId} has no route to an internet gateway, and the load balancer is internet-facing`,
            `name public subnets in ${at}, or write scheme: internal`,
          )
        : wrong(
            `${SubnetId} has a route to an internet gateway: it is a public subnet`,
            `name private subnets in ${at}; tasks have no public address, so from here they reach nothing`,
          ),
    );
  }
  const available = there.map(({ AvailableIpAddressCount = 0 }) => AvailableIpAddressCount);
  const [needed, isEnough] =
    "inEach" in free
      ? [free.inEach, available.every((count) => count >= free.inEach)]
      : [free.inAll, available.reduce((sum, count) => sum + count, 0) >= free.inAll];
  if (!isEnough) {
    answers.push(
      wrong(
        `${available.join(" and ")} addresses are free in ${at}, of the ${needed} that it takes`,
        "choose larger subnets, or free addresses",
      ),
    );
  }
  if (answers.length > 0) return answers;
  const kind = place === "any" ? "subnets" : `${place} subnets`;
  return [
    fine(
      `${key.replace("SubnetIds", "")}: ${ids.length} ${kind}, ${[...zones].sort().join(" and ")}`,
    ),
  ];
}

function tableOf(subnetId: string, tables: readonly RouteTable[]): RouteTable | undefined {
  return (
    tables.find(({ Associations = [] }) =>
      Associations.some((association) => association.SubnetId === subnetId),
    ) ??
    tables.find(({ Associations = [] }) => Associations.some((association) => association.Main))
  );
}

function defaultRoute(subnetId: string, tables: readonly RouteTable[]) {
  return tableOf(subnetId, tables)?.Routes?.find(
    ({ DestinationCidrBlock }) => DestinationCidrBlock === "0.0.0.0/0",
  );
}

function leadsToInternet(subnetId: string, tables: readonly RouteTable[], vpcId: string): boolean {
  const own = tables.filter((table) => table.VpcId === undefined || table.VpcId === vpcId);
  return defaultRoute(subnetId, own)?.GatewayId?.startsWith("igw-") ?? false;
}

const egress: Look = {
  subject: "Egress",
  actions: ["ec2:DescribeVpcEndpoints", "ec2:DescribeRouteTables"],
  async run({ environment, config }) {
    const { DescribeVpcEndpointsCommand } = await import("@aws-sdk/client-ec2");
    const { network } = environment;
    if (network.mode === "create") return []; // made with it
    const client = await ec2(config);
    const tables = await routeTablesOf(network, config);
    const isRouted = network.serviceSubnetIds.every((id) => defaultRoute(id, tables) !== undefined);
    if (network.egress.mode === "anywhere" && isRouted) {
      return [fine("the tasks' subnets have a default route")];
    }
    const { VpcEndpoints = [] } = await client.send(
      new DescribeVpcEndpointsCommand({
        Filters: [{ Name: "vpc-id", Values: [network.vpcId] }],
      }),
    );
    return endpointAnswers(environment, network, VpcEndpoints);
  },
};

function endpointAnswers(
  environment: Environment,
  { egress, vpcId }: ExistingNetwork,
  endpoints: readonly VpcEndpoint[],
): Answer[] {
  const { interfaces, gateways } = taskEndpoints(environment);
  const needed = [...interfaces, ...gateways].map((name) => ({
    name,
    endpoint: endpoints.find(
      ({ ServiceName, State }) =>
        ServiceName === `com.amazonaws.${environment.region}.${name}` &&
        State?.toLowerCase() === "available",
    ),
  }));
  const missing = needed.filter(({ endpoint }) => !endpoint).map(({ name }) => name);
  const answers: Answer[] = [];
  if (missing.length > 0) {
    const one = `com.amazonaws.${environment.region}.${missing[0]}`;
    answers.push(
      egress.mode === "listed" && egress.cidrs.length > 0
        ? unknown(
            `no endpoint for ${missing.join(", ")}`,
            `see that a range of network.egress.cidrs (${egress.cidrs.join(", ")}) leads there, such as a proxy's`,
          )
        : wrong(
            `no endpoint for ${missing.join(", ")}, and nothing else leads there`,
            `make each: aws ec2 create-vpc-endpoint --vpc-id ${vpcId} --service-name ${one} …; or give the tasks' subnets a NAT gateway, and write network.egress.mode: anywhere with the reason`,
          ),
    );
  }
  if (egress.mode === "listed") {
    for (const { name, endpoint } of needed) {
      if (!endpoint || endpoint.VpcEndpointType === "Gateway") continue;
      const groups = (endpoint.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []);
      if (groups.some((group) => egress.endpointSecurityGroupIds.includes(group))) continue;
      answers.push(
        wrong(
          `the endpoint for ${name} has the security group ${groups.join(", ") || "(none)"}, to which the tasks may not go`,
          "add it to network.egress.endpointSecurityGroupIds; its owner must let the tasks' group in on 443",
        ),
      );
    }
  }
  return answers.length > 0 ? answers : [fine("every endpoint that a task needs is there")];
}

const groups: Look = {
  subject: "Groups",
  actions: ["ec2:DescribeSecurityGroups", "ec2:DescribeManagedPrefixLists"],
  async run({ environment, config }) {
    const {
      DescribeManagedPrefixListsCommand: ListsCommand,
      DescribeSecurityGroupsCommand: DescribeGroupsCommand,
    } = await import("@aws-sdk/client-ec2");
    const client = await ec2(config);
    const named = namedGroups(environment);
    const lists = namedPrefixLists(environment);
    const { SecurityGroups = [] } = named.size
      ? await client.send(
          new DescribeGroupsCommand({ Filters: [{ Name: "group-id", Values: [...named.keys()] }] }),
        )
      : {};
    const { PrefixLists = [] } = lists.size
      ? await client.send(
          new ListsCommand({ Filters: [{ Name: "prefix-list-id", Values: [...lists.keys()] }] }),
        )
      : {};
    const { network } = environment;
    const vpcId = network.mode === "create" ? await ownVpcId(environment, config) : network.vpcId;
    const found = new Map(SecurityGroups.map(({ GroupId, VpcId }) => [GroupId, VpcId]));
    const foundLists = new Set(PrefixLists.map(({ PrefixListId }) => PrefixListId));
    const answers = [
      ...[...named].flatMap(([id, at]): Answer[] => {
        const place = found.get(id);
        if (place !== undefined && place === vpcId) return [];
        return place === undefined
          ? [wrong(`${id} does not exist`, `correct ${at}: aws ec2 describe-security-groups`)]
          : [
              unknown(
                `${id} is in ${place}`,
                `${at}: this works only where the two VPCs are peered`,
              ),
            ];
      }),
      ...[...lists].flatMap(([id, at]) =>
        foundLists.has(id)
          ? []
          : [wrong(`${id} does not exist`, `correct ${at}: aws ec2 describe-managed-prefix-lists`)],
      ),
    ];
    const number = named.size + lists.size;
    return answers.length > 0 || number === 0
      ? answers
      : [fine(`${number} that the file names are there`)];
  },
};

function namedGroups({ network, loadBalancer, database }: Environment): Map<string, string> {
  const { egress, connections = [] } = network;
  const entries: [string, string][] = [
    ...(egress.mode === "listed" ? egress.endpointSecurityGroupIds : []).map(
      (id): [string, string] => [id, "network.egress.endpointSecurityGroupIds"],
    ),
    ...connections.flatMap((one): [string, string][] =>
      one.to === "securityGroup" ? [[one.securityGroupId, "network.connections"]] : [],
    ),
    ...(loadBalancer.mode === "create"
      ? loadBalancer.allowedSecurityGroupIds.map((id): [string, string] => [
          id,
          "loadBalancer.allowedSecurityGroupIds",
        ])
      : [[loadBalancer.securityGroupId, "loadBalancer.securityGroupId"] as [string, string]]),
    ...(database.mode === "existing"
      ? [[database.securityGroupId, "database.securityGroupId"] as [string, string]]
      : []),
  ];
  return new Map(entries);
}

function namedPrefixLists({ network }: Environment): Map<string, string> {
  const { egress, connections = [] } = network;
  return new Map([
    ...(egress.mode === "listed" ? egress.prefixListIds : []).map((id): [string, string] => [
      id,
      "network.egress.prefixListIds",
    ]),
    ...connections.flatMap((one): [string, string][] =>
      one.to === "prefixList" ? [[one.prefixListId, "network.connections"]] : [],
    ),
  ]);
}

/** The network that the file names or makes: its VPC, subnets, the tasks' route out, and others' security groups. */
export const networkLooks: readonly Look[] = [ownNetworkLook, vpc, subnets, egress, groups];

async function subnetsOf(network: ExistingNetwork, config: ClientConfig) {
  const { DescribeSubnetsCommand } = await import("@aws-sdk/client-ec2");
  const ids = [
    ...new Set([
      ...network.loadBalancerSubnetIds,
      ...network.serviceSubnetIds,
      ...network.databaseSubnetIds,
    ]),
  ];
  // By a filter, because a list of ids is refused whole when one of them does not exist.
  const { Subnets = [] } = await (await ec2(config)).send(
    new DescribeSubnetsCommand({ Filters: [{ Name: "subnet-id", Values: ids }] }),
  );
  return new Map(Subnets.map((subnet) => [subnet.SubnetId ?? "", subnet]));
}

async function routeTablesOf(network: ExistingNetwork, config: ClientConfig) {
  const { DescribeRouteTablesCommand } = await import("@aws-sdk/client-ec2");
  const { RouteTables = [] } = await (await ec2(config)).send(
    new DescribeRouteTablesCommand({ Filters: [{ Name: "vpc-id", Values: [network.vpcId] }] }),
  );
  return RouteTables;
}
