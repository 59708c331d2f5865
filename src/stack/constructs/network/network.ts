import { Construct } from "constructs";
import { DataAwsEc2ManagedPrefixList } from "#aws/data-aws-ec2-managed-prefix-list";
import { DataAwsSubnet } from "#aws/data-aws-subnet";
import type { InternetGateway } from "#aws/internet-gateway";
import type { Route } from "#aws/route";
import { SecurityGroup } from "#aws/security-group";
import { mainResourceId } from "../../readable-stack";
import type { Edge, Tier } from "./edges";
import { OwnVpc } from "./own-vpc";
import { SecurityGroupRules } from "./security-group-rules";

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

/**
 * The addresses from which CloudFront reaches what is behind it. As one rule it counts as 55 in a security group's quota.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
 */
const cloudFrontPrefixList = "com.amazonaws.global.cloudfront.origin-facing";

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
  /** The internet gateway, where the environment makes it. */
  readonly internetGateway: InternetGateway | undefined;
  /** The route of the load balancer's subnets to the Internet, where the environment makes it. */
  readonly internetRoute: Route | undefined;
  private readonly groupIdByTier: ReadonlyMap<Tier, string>;

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const { vpc } = props;
    const isOwn = vpc instanceof OwnVpc;
    const tier = (tierId: string, ids: readonly string[], mustBePrivate: boolean) =>
      isOwn ? undefined : new Subnets(this, tierId, { ids, vpcId: vpc.vpcId, mustBePrivate });
    const entry = tier("load_balancer_subnet", vpc.loadBalancerSubnetIds, false);
    const service = tier("service_subnet", vpc.serviceSubnetIds, true);
    const database = tier("database_subnet", vpc.databaseSubnetIds, true);

    this.vpcId = vpc.vpcId;
    this.internetGateway = isOwn ? vpc.internetGateway : undefined;
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
    const cloudFront = props.edges.some(({ from }) => from.kind === "cloudfront")
      ? new DataAwsEc2ManagedPrefixList(this, "cloudfront", { name: cloudFrontPrefixList })
      : undefined;
    new SecurityGroupRules(this, mainResourceId, {
      cloudFrontPrefixListId: cloudFront?.id,
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
