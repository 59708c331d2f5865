import { Construct } from "constructs";
import { VpcSecurityGroupEgressRule } from "#aws/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "#aws/vpc-security-group-ingress-rule";
import type { Edge, EdgePeer, Tier } from "./edges";

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
  /** Prefix list of CloudFront's addresses, where an edge has it. */
  readonly cloudFrontPrefixListId: string | undefined;
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
    case "cloudfront":
      return peer.kind;
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
    case "cloudfront":
      return { prefixListId: props.cloudFrontPrefixListId as string };
    default:
      return { referencedSecurityGroupId: peerGroupId(peer, props.groupIdByTier) as string };
  }
}
