import { Construct } from "constructs";
import { DataAwsSubnet } from "#aws/data-aws-subnet";
import type { Route } from "#aws/route";
import { SecurityGroup } from "#aws/security-group";
import { VpcSecurityGroupEgressRule } from "#aws/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "#aws/vpc-security-group-ingress-rule";
import { mainResourceId } from "../../readable-stack";
import type { Edge, EdgePeer, Tier } from "./edges";
import type { OwnVpc } from "./own-vpc";

/** A VPC that exists. */
export interface ExistingVpc {
  readonly vpcId: string;
  /** Subnets of the load balancer, in at least two availability zones. */
  readonly loadBalancerSubnetIds: readonly string[];
  /** Private subnets of the tasks. */
  readonly serviceSubnetIds: readonly string[];
  /** Private subnets of the database. */
  readonly databaseSubnetIds: readonly string[];
}

/** Properties of a {@link Network}. */
export interface NetworkProps {
  /** Beginning of the security groups' names. */
  readonly namePrefix: string;
  /** The VPC: others', or the environment's own. */
  readonly vpc: ExistingVpc | OwnVpc;
  /** Every permitted connection. */
  readonly edges: readonly Edge[];
  /** Others' security groups to which rules may be added. */
  readonly writableGroupIds: ReadonlySet<string>;
}

/** The VPC's subnets by tier, a security group for each tier that is ours, and one rule for each end of each edge. */
export class Network extends Construct {
  readonly vpcId: string;
  readonly loadBalancerSubnetIds: string[];
  /** Their address ranges. */
  readonly loadBalancerSubnetCidrs: readonly string[];
  readonly serviceSubnetIds: string[];
  readonly databaseSubnetIds: string[];
  /** The route of the load balancer's subnets to the Internet, where the environment makes it. */
  readonly internetRoute: Route | undefined;
  private readonly groupIdByTier: ReadonlyMap<Tier, string>;

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const { vpc } = props;
    const isOwn = "prefixListIdByGateway" in vpc;
    const tier = (tierId: string, ids: readonly string[], mustBePrivate: boolean) =>
      isOwn ? undefined : new Subnets(this, tierId, { ids, vpcId: vpc.vpcId, mustBePrivate });
    const entry = tier("load_balancer_subnet", vpc.loadBalancerSubnetIds, false);
    const service = tier("service_subnet", vpc.serviceSubnetIds, true);
    const database = tier("database_subnet", vpc.databaseSubnetIds, true);

    this.vpcId = vpc.vpcId;
    this.internetRoute = isOwn ? vpc.internetRoute : undefined;
    this.loadBalancerSubnetIds = entry?.ids ?? [...vpc.loadBalancerSubnetIds];
    this.loadBalancerSubnetCidrs = entry?.cidrs ?? (isOwn ? vpc.loadBalancerSubnetCidrs : []);
    this.serviceSubnetIds = service?.ids ?? [...vpc.serviceSubnetIds];
    this.databaseSubnetIds = database?.ids ?? [...vpc.databaseSubnetIds];

    const tiers = new Set(
      props.edges
        .flatMap(({ from, to }) => [from, to])
        .flatMap((p) => (p.kind === "tier" ? [p.tier] : [])),
    );
    this.groupIdByTier = new Map(
      [...tiers].map((tier) => [
        tier,
        new SecurityGroup(this, tier.replace(" ", "_"), {
          name: `${props.namePrefix}-${tier.replace(" ", "-")}`,
          description: `${props.namePrefix}: the ${tier}; its rules are made from one table of permitted connections`,
          vpcId: vpc.vpcId,
        }).id,
      ]),
    );
    new SecurityGroupRules(this, mainResourceId, {
      edges: props.edges,
      groupIdByTier: this.groupIdByTier,
      writableGroupIds: props.writableGroupIds,
      prefixListIdByGateway: isOwn ? vpc.prefixListIdByGateway : new Map(),
    });
  }

  /** Security group of a tier. Throws when no edge touches that tier. */
  securityGroupId(tier: Tier): string {
    const groupId = this.groupIdByTier.get(tier);
    if (!groupId)
      throw new Error(
        `${this.node.path}: no edge touches the ${tier}, so it has no security group`,
      );
    return groupId;
  }
}

/** Properties of {@link Subnets}. */
interface SubnetsProps {
  /** The subnets of one tier. */
  readonly ids: readonly string[];
  /** The VPC they must belong to. */
  readonly vpcId: string;
  /** True where a public subnet would be a mistake: the plan then fails when a subnet hands out public addresses. */
  readonly mustBePrivate: boolean;
}

/**
 * The existing subnets of one tier, checked by every plan: each belongs to the VPC, and a private tier's hand out no public
 * addresses. What the file cannot know is read, before anything is made.
 */
export class Subnets extends Construct {
  readonly ids: string[];
  /** Their address ranges. */
  readonly cidrs: string[];

  constructor(scope: Construct, id: string, props: SubnetsProps) {
    super(scope, id);
    const subnets = props.ids.map((subnetId, index) => {
      const subnet = new DataAwsSubnet(this, `${index + 1}`, { id: subnetId });
      const postcondition = [
        {
          condition: `\${self.vpc_id == "${props.vpcId}"}`,
          errorMessage: `Subnet ${subnetId} is not in ${props.vpcId}: correct the subnet or network.vpcId in the environment file.`,
        },
      ];
      if (props.mustBePrivate) {
        postcondition.push({
          condition: "${!self.map_public_ip_on_launch}",
          errorMessage: `Subnet ${subnetId} hands out public addresses: choose a private subnet in the environment file.`,
        });
      }
      subnet.lifecycle = { postcondition };
      return subnet;
    });
    this.ids = subnets.map(({ id }) => id);
    this.cidrs = subnets.map(({ cidrBlock }) => cidrBlock);
  }
}

/** Properties of {@link SecurityGroupRules}. */
interface SecurityGroupRulesProps {
  /** The permitted connections. */
  readonly edges: readonly Edge[];
  /** Security group id of each tier that exists in this environment. */
  readonly groupIdByTier: ReadonlyMap<Tier, string>;
  /** Others' security groups to which the file lets us add our end of an edge. */
  readonly writableGroupIds: ReadonlySet<string>;
  /** Prefix list of each gateway endpoint of our own, by its service. */
  readonly prefixListIdByGateway: ReadonlyMap<string, string>;
}

/**
 * Two rules for each permitted connection: it may leave here, it may enter there. Each is named after the edge, so that a plan
 * reads `ingress["service_8080_from_load_balancer"]`. A group that belongs to others gets a rule only where the file says so.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 */
export class SecurityGroupRules extends Construct {
  constructor(scope: Construct, id: string, props: SecurityGroupRulesProps) {
    super(scope, id);
    const target = (peer: EdgePeer) => targetOf(peer, props);
    const groupId = (peer: EdgePeer) => peerGroupId(peer, props.groupIdByTier);

    for (const edge of props.edges) {
      const rule = {
        ipProtocol: edge.protocol,
        fromPort: edge.port,
        toPort: edge.port,
        description: `${peerName(edge.from)} to ${peerName(edge.to)}: ${edge.because}`,
      };
      if (isOurs(edge.from, props)) {
        new VpcSecurityGroupEgressRule(this, `${edgeStart(edge)}_to_${peerName(edge.to)}`, {
          ...rule,
          securityGroupId: groupId(edge.from) as string,
          ...target(edge.to),
        });
      }
      if (isOurs(edge.to, props)) {
        new VpcSecurityGroupIngressRule(this, `${edgeEnd(edge)}_from_${peerName(edge.from)}`, {
          ...rule,
          securityGroupId: groupId(edge.to) as string,
          ...target(edge.from),
        });
      }
    }
  }
}

function edgeStart(edge: Edge): string {
  return `${peerName(edge.from)}_${portName(edge)}`;
}

function edgeEnd(edge: Edge): string {
  return `${peerName(edge.to)}_${portName(edge)}`;
}

function portName(edge: Edge): string {
  return edge.protocol === "tcp" ? `${edge.port}` : `${edge.port}_${edge.protocol}`;
}

/** A peer's name in addresses and descriptions. */
export function peerName(peer: EdgePeer): string {
  switch (peer.kind) {
    case "tier":
      return peer.tier;
    case "range":
      return peer.cidr;
    case "gateway":
      return peer.service;
    default:
      return peer.id;
  }
}

function peerGroupId(peer: EdgePeer, groupIdByTier: ReadonlyMap<Tier, string>): string | undefined {
  if (peer.kind === "tier") return groupIdByTier.get(peer.tier);
  return peer.kind === "security group" ? peer.id : undefined;
}

function isOurs(peer: EdgePeer, props: SecurityGroupRulesProps): boolean {
  return (
    peer.kind === "tier" || (peer.kind === "security group" && props.writableGroupIds.has(peer.id))
  );
}

function targetOf(peer: EdgePeer, props: SecurityGroupRulesProps) {
  switch (peer.kind) {
    case "range":
      return peer.cidr.includes(":") ? { cidrIpv6: peer.cidr } : { cidrIpv4: peer.cidr };
    case "prefix list":
      return { prefixListId: peer.id };
    case "gateway":
      return { prefixListId: props.prefixListIdByGateway.get(peer.service) as string };
    default:
      return { referencedSecurityGroupId: peerGroupId(peer, props.groupIdByTier) as string };
  }
}
