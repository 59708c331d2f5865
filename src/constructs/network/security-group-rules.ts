import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import type { Edge, Peer, Tier } from "./edges";

/** What {@link SecurityGroupRules} must be told. */
export interface SecurityGroupRulesProps {
  /** The permitted connections. */
  readonly edges: readonly Edge[];
  /** Security group id of each tier that exists in this environment. */
  readonly groupIdByTier: ReadonlyMap<Tier, string>;
  /** Others' security groups to which the file lets us add our end of an edge. */
  readonly writableGroupIds: ReadonlySet<string>;
}

/**
 * Two rules for each permitted connection: it may leave here, it may enter there. Each is named after the edge, so that a plan
 * reads `ingress["service_8080_from_load_balancer"]`. A group that belongs to others gets a rule only where the file says so.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 */
export class SecurityGroupRules extends Construct {
  constructor(scope: Construct, id: string, props: SecurityGroupRulesProps) {
    super(scope, id);
    const groupId = (peer: Peer) => peerGroupId(peer, props.groupIdByTier);

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
          ...target(edge.to, groupId),
        });
      }
      if (isOurs(edge.to, props)) {
        new VpcSecurityGroupIngressRule(this, `${edgeEnd(edge)}_from_${peerName(edge.from)}`, {
          ...rule,
          securityGroupId: groupId(edge.to) as string,
          ...target(edge.from, groupId),
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
export function peerName(peer: Peer): string {
  switch (peer.kind) {
    case "tier":
      return peer.tier;
    case "range":
      return peer.cidr;
    default:
      return peer.id;
  }
}

function peerGroupId(peer: Peer, groupIdByTier: ReadonlyMap<Tier, string>): string | undefined {
  if (peer.kind === "tier") return groupIdByTier.get(peer.tier);
  return peer.kind === "security group" ? peer.id : undefined;
}

function isOurs(peer: Peer, props: SecurityGroupRulesProps): boolean {
  return (
    peer.kind === "tier" || (peer.kind === "security group" && props.writableGroupIds.has(peer.id))
  );
}

function target(peer: Peer, groupId: (peer: Peer) => string | undefined) {
  switch (peer.kind) {
    case "range":
      return peer.cidr.includes(":") ? { cidrIpv6: peer.cidr } : { cidrIpv4: peer.cidr };
    case "prefix list":
      return { prefixListId: peer.id };
    default:
      return { referencedSecurityGroupId: groupId(peer) as string };
  }
}
