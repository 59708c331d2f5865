import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Construct } from "constructs";
import { mainResourceId } from "../../terraform/readable-stack";
import type { Edge, Tier } from "./edges";
import { SecurityGroupRules } from "./security-group-rules";
import { Subnets } from "./subnets";

/** What a {@link Network} must be told. */
export interface NetworkProps {
  /** Beginning of the security groups' names. */
  readonly namePrefix: string;
  /** The existing VPC. */
  readonly vpcId: string;
  /** Subnets of the load balancer, in at least two availability zones. */
  readonly loadBalancerSubnetIds: readonly string[];
  /** Private subnets of the tasks. */
  readonly serviceSubnetIds: readonly string[];
  /** Private subnets of the database. */
  readonly databaseSubnetIds: readonly string[];
  /** Every permitted connection. */
  readonly edges: readonly Edge[];
  /** Others' security groups to which rules may be added. */
  readonly writableGroupIds: ReadonlySet<string>;
}

/** The existing VPC's subnets by tier, a security group for each tier that is ours, and one rule for each end of each edge. */
export class Network extends Construct {
  readonly loadBalancerSubnetIds: string[];
  readonly serviceSubnetIds: string[];
  readonly databaseSubnetIds: string[];
  private readonly groupIdByTier: ReadonlyMap<Tier, string>;

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const subnets = (tierId: string, ids: readonly string[], mustBePrivate: boolean) =>
      new Subnets(this, tierId, { ids, vpcId: props.vpcId, mustBePrivate }).ids;

    this.loadBalancerSubnetIds = subnets(
      "load_balancer_subnet",
      props.loadBalancerSubnetIds,
      false,
    );
    this.serviceSubnetIds = subnets("service_subnet", props.serviceSubnetIds, true);
    this.databaseSubnetIds = subnets("database_subnet", props.databaseSubnetIds, true);

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
          vpcId: props.vpcId,
        }).id,
      ]),
    );
    new SecurityGroupRules(this, mainResourceId, {
      edges: props.edges,
      groupIdByTier: this.groupIdByTier,
      writableGroupIds: props.writableGroupIds,
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
