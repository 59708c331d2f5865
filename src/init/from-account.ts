import type { RouteTable, Subnet } from "@aws-sdk/client-ec2";
import { type ClientConfig, callerAccount } from "../aws/session";
import { CommandError } from "../base/errors";
import type { Environment } from "../config/schema";
import type { SettingAnswer } from "./draft";
import { withoutDot, zoneId } from "./questions";

/** One thing that an account has, as the answer to a question, or why it answers none. */
interface Proposal {
  readonly setting: string;
  /** Undefined where there is none, or more than one to choose from. */
  readonly answer: SettingAnswer | undefined;
  /** What was found, in a few words. */
  readonly found: string;
}

/** What must be known before an account is read. */
interface AccountPlace {
  readonly region: string;
  /** The account that a flag or the file already says; undefined takes that of the credentials. */
  readonly account: string | undefined;
  /** The VPC that a flag says. */
  readonly vpcId: string | undefined;
}

/**
 * Reads what an account already has and the new environment needs: network, subnets by their routes, endpoints, zones, cluster, database, secrets. Only what there is
 * once is proposed; where there is a choice, nothing is guessed. Throws a {@link CommandError} when the credentials are of another account.
 */
export async function proposalsOf(
  config: ClientConfig,
  { region, account, vpcId }: AccountPlace,
  like: Environment,
): Promise<readonly Proposal[]> {
  const own = await callerAccount({ ...config, region });
  if (account !== undefined && account !== own) {
    throw new CommandError(
      2,
      `--account is ${account}, but these credentials belong to ${own}. Use credentials of that account.`,
    );
  }
  const here = { ...config, region };
  const vpc = like.network.mode === "create" ? [] : [await vpcOf(here, vpcId)];
  const found = vpc[0]?.answer;
  const network = typeof found === "string" ? await networkOf(here, found, like) : [];
  return [
    { setting: "account", answer: own, found: "that of these credentials" },
    { setting: "region", answer: region, found: "in which the account was read" },
    ...vpc,
    ...network,
    ...(await zonesOf(here, like)),
    ...(like.cluster.mode === "existing" ? [await clusterOf(here)] : []),
    ...(like.database.mode === "existing" ? await databaseOf(here) : []),
    ...(await secretsOf(here, like)),
  ];
}

/** What there is once; else how many there are to choose from. */
function only(
  setting: string,
  noun: string,
  all: readonly { readonly id: string; readonly name: string }[],
): Proposal {
  const names = all.map(({ id, name }) => (name ? `${id} (${name})` : id)).join(", ");
  const [first] = all;
  if (all.length === 1 && first)
    return {
      setting,
      answer: first.id,
      found: `the only ${noun}${first.name ? `, ${first.name}` : ""}`,
    };
  const found = all.length === 0 ? `there is no ${noun}` : `${all.length} to choose from: ${names}`;
  return { setting, answer: undefined, found };
}

/** All that the pages hold: what stands on the first alone is not all that there is. */
async function every<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...(itemsOf(page) ?? []));
  return items;
}

async function vpcOf(config: ClientConfig, given: string | undefined): Promise<Proposal> {
  const { DescribeVpcsCommand, EC2Client } = await import("@aws-sdk/client-ec2");
  const { Vpcs = [] } = await new EC2Client(config).send(new DescribeVpcsCommand({}));
  const own = Vpcs.filter(({ VpcId, IsDefault }) => (given ? VpcId === given : !IsDefault));
  return only(
    "network.vpcId",
    given ? `VPC ${given}` : "VPC besides the default one",
    own.map(({ VpcId = "", Tags }) => ({ id: VpcId, name: nameIn(Tags) })),
  );
}

async function networkOf(
  config: ClientConfig,
  vpcId: string,
  like: Environment,
): Promise<Proposal[]> {
  const ec2 = await import("@aws-sdk/client-ec2");
  const client = new ec2.EC2Client(config);
  const Filters = [{ Name: "vpc-id", Values: [vpcId] }];
  const { Subnets = [] } = await client.send(new ec2.DescribeSubnetsCommand({ Filters }));
  const { RouteTables = [] } = await client.send(new ec2.DescribeRouteTablesCommand({ Filters }));
  const { VpcEndpoints = [] } = await client.send(new ec2.DescribeVpcEndpointsCommand({ Filters }));
  const tiers = subnetTiers(Subnets, RouteTables, like);
  if (like.network.egress.mode !== "listed") return tiers;
  const groups = new Set(
    VpcEndpoints.flatMap(({ Groups = [] }) => Groups.flatMap(({ GroupId }) => GroupId ?? [])),
  );
  const { PrefixLists = [] } = await client.send(
    new ec2.DescribeManagedPrefixListsCommand({
      Filters: [{ Name: "prefix-list-name", Values: [`com.amazonaws.${config.region}.s3`] }],
    }),
  );
  const list = only(
    "network.egress.prefixListIds",
    "prefix list of S3",
    PrefixLists.map(({ PrefixListId = "", PrefixListName = "" }) => ({
      id: PrefixListId,
      name: PrefixListName,
    })),
  );
  return [
    ...tiers,
    { ...list, answer: list.answer === undefined ? undefined : [String(list.answer)] },
    {
      setting: "network.egress.endpointSecurityGroupIds",
      answer: groups.size > 0 ? [...groups].sort() : undefined,
      found:
        groups.size > 0
          ? "the security groups of the VPC's endpoints"
          : "the VPC has no interface endpoint",
    },
  ];
}

/** Where a subnet's default route leads: to an internet gateway, elsewhere (a NAT gateway), or nowhere. */
type Reach = "public" | "private" | "isolated";

function subnetTiers(
  subnets: readonly Subnet[],
  tables: readonly RouteTable[],
  like: Environment,
): Proposal[] {
  const by = (reach: Reach) =>
    subnets.filter(({ SubnetId = "" }) => reachOf(SubnetId, tables) === reach);
  const [isPublic, isPrivate, isIsolated] = [by("public"), by("private"), by("isolated")];
  const inside = isPrivate.length > 0 ? isPrivate : isIsolated.filter(isNotForData);
  const data =
    isPrivate.length > 0 ? isIsolated : isIsolated.filter((subnet) => !isNotForData(subnet));
  const isInternal = like.loadBalancer.mode === "create" && like.loadBalancer.scheme === "internal";
  return [
    onePerZone(
      "network.loadBalancerSubnetIds",
      isInternal ? "private" : "public",
      isInternal ? inside : isPublic,
    ),
    onePerZone("network.serviceSubnetIds", "private", inside),
    onePerZone("network.databaseSubnetIds", "isolated", data),
  ];
}

/** Where nothing but a name distinguishes tasks and databases. */
function isNotForData({ Tags }: Subnet): boolean {
  return !/\b(data|database|db|rds)\b/i.test(nameIn(Tags).replaceAll(/[-_]/g, " "));
}

function reachOf(subnetId: string, tables: readonly RouteTable[]): Reach {
  const has = (test: (association: NonNullable<RouteTable["Associations"]>[number]) => boolean) =>
    tables.find(({ Associations = [] }) => Associations.some(test));
  const table = has(({ SubnetId }) => SubnetId === subnetId) ?? has(({ Main }) => Main === true);
  const route = table?.Routes?.find((one) => one.DestinationCidrBlock === "0.0.0.0/0");
  if (!route) return "isolated";
  return route.GatewayId?.startsWith("igw-") ? "public" : "private";
}

/** The subnets of a tier, where each zone has one and there are two zones at least. */
function onePerZone(setting: string, reach: string, subnets: readonly Subnet[]): Proposal {
  const ids = subnets.map(({ SubnetId = "" }) => SubnetId).sort();
  const zones = new Set(subnets.map(({ AvailabilityZone }) => AvailabilityZone));
  if (zones.size >= 2 && zones.size === ids.length) {
    return { setting, answer: ids, found: `${reach} subnets, one in each of ${zones.size} zones` };
  }
  const found =
    zones.size < 2
      ? `no ${reach} subnets in two zones`
      : `${ids.length} ${reach} subnets in ${zones.size} zones to choose from: ${ids.join(", ")}`;
  return { setting, answer: undefined, found };
}

async function zonesOf(config: ClientConfig, { domain }: Environment): Promise<Proposal[]> {
  const { paginateListHostedZones, Route53Client } = await import("@aws-sdk/client-route-53");
  const pages = paginateListHostedZones({ client: new Route53Client(config) }, {});
  const HostedZones = await every(pages, (page) => page.HostedZones);
  const isPrivate = domain.hostedZone.visibility === "private";
  const zones = HostedZones.filter(
    ({ Config }) => (Config?.PrivateZone ?? false) === isPrivate,
  ).map(({ Id = "", Name = "" }) => ({
    id: zoneId(Id),
    name: withoutDot(Name),
  }));
  const proposal = only(
    "domain.hostedZone.id",
    `${domain.hostedZone.visibility} hosted zone`,
    zones,
  );
  if (proposal.answer === undefined) return [proposal];
  return [
    proposal,
    { setting: "domain.hostedZone.name", answer: zones[0]?.name, found: "that zone's name" },
  ];
}

async function clusterOf(config: ClientConfig): Promise<Proposal> {
  const { ECSClient, paginateListClusters } = await import("@aws-sdk/client-ecs");
  const pages = paginateListClusters({ client: new ECSClient(config) }, {});
  const clusterArns = await every(pages, (page) => page.clusterArns);
  return only(
    "cluster.name",
    "ECS cluster",
    clusterArns.map((arn) => ({ id: arn.split("/").at(-1) ?? "", name: "" })),
  );
}

async function databaseOf(config: ClientConfig): Promise<Proposal[]> {
  const { paginateDescribeDBInstances, RDSClient } = await import("@aws-sdk/client-rds");
  const pages = paginateDescribeDBInstances({ client: new RDSClient(config) }, {});
  const DBInstances = await every(pages, (page) => page.DBInstances);
  const instances = DBInstances.filter(({ Engine }) => Engine === "postgres");
  const group = only(
    "database.securityGroupId",
    "PostgreSQL instance's security group",
    instances.flatMap(({ VpcSecurityGroups = [], DBInstanceIdentifier: name = "" }) =>
      VpcSecurityGroups.map(({ VpcSecurityGroupId: id = "" }) => ({ id, name })),
    ),
  );
  const port = instances[0]?.Endpoint?.Port;
  if (group.answer === undefined || port === undefined) return [group];
  return [group, { setting: "database.port", answer: port, found: "that instance's port" }];
}

/** Secrets that exist already, for each variable that the file takes from one. */
async function secretsOf(config: ClientConfig, { secrets }: Environment): Promise<Proposal[]> {
  const variables = Object.entries(secrets.variables).filter(([, { source }]) => source === "arn");
  if (variables.length === 0) return [];
  const { paginateListSecrets, SecretsManagerClient } = await import(
    "@aws-sdk/client-secrets-manager"
  );
  const pages = paginateListSecrets({ client: new SecretsManagerClient(config) }, {});
  const SecretList = await every(pages, (page) => page.SecretList);
  const all = SecretList.map(({ ARN: id = "", Name: name = "" }) => ({ id, name }));
  return variables.map(([variable]) => only(`secrets.variables.${variable}.arn`, "secret", all));
}

function nameIn(tags: Subnet["Tags"]): string {
  return tags?.find(({ Key }) => Key === "Name")?.Value ?? "";
}
