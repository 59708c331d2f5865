/** One end of a permitted connection. */
export type EdgePeer =
  | { readonly kind: "tier"; readonly tier: Tier }
  | { readonly kind: "security group"; readonly id: string }
  | { readonly kind: "prefix list"; readonly id: string }
  | { readonly kind: "gateway"; readonly service: string }
  | { readonly kind: "cloudfront" }
  | { readonly kind: "range"; readonly cidr: string };

/** The places that have a security group each; endpoints only in a VPC of the environment's own, a VPN only of its own. */
export type Tier = "vpn" | "load balancer" | "service" | "database" | "endpoints";

/** One permitted connection. Whatever is not in the table does not pass. */
export interface Edge {
  readonly from: EdgePeer;
  readonly to: EdgePeer;
  /** Port at the receiving end, 1 to 65535. */
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  /** Why it is there, in words; becomes the rule's description. */
  readonly because: string;
}

/** What the table is made of. */
export interface EdgesProps {
  /** Who may connect to a load balancer of the environment's own; empty beside an existing one. */
  readonly clientCidrs: readonly string[];
  /** Security groups whose members may connect to it. */
  readonly clientSecurityGroupIds: readonly string[];
  /** Whether a distribution of the environment's own comes for clients. */
  readonly cloudFront: boolean;
  /** Whether clients come through a VPN of the environment's own. */
  readonly ownVpn: boolean;
  /** The load balancer's group when it is another's: the tasks accept traffic from it. */
  readonly existingLoadBalancerGroupId: string | undefined;
  /** TCP port of the container, 1 to 65535. */
  readonly servicePort: number;
  /** The database's end: its own tier, another's group, or none. */
  readonly database:
    | { readonly mode: "own"; readonly port: number }
    | {
        readonly mode: "existing";
        readonly port: number;
        readonly securityGroupId: string;
      }
    | { readonly mode: "none" };
  /** Where the tasks may go on 443. */
  readonly egress: {
    readonly securityGroupIds: readonly string[];
    readonly prefixListIds: readonly string[];
    readonly cidrs: readonly string[];
    /** Whether the environment makes interface endpoints of its own. */
    readonly ownEndpoints: boolean;
    /** Services with a gateway endpoint of its own, such as `s3`. */
    readonly gateways: readonly string[];
  };
  /** What the tasks may reach on other ports. */
  readonly connections: readonly {
    readonly to: Exclude<EdgePeer, { readonly kind: "tier" }>;
    /** TCP port at the other end, 1 to 65535. */
    readonly port: number;
    /** What it is for; becomes the rule's description. */
    readonly purpose: string;
  }[];
  /** A custom DNS resolver's ranges. */
  readonly resolverCidrs: readonly string[];
}

const tier = (name: Tier): EdgePeer => ({ kind: "tier", tier: name });
const group = (id: string): EdgePeer => ({ kind: "security group", id });
const range = (cidr: string): EdgePeer => ({ kind: "range", cidr });

/**
 * Every connection that an environment permits, in the order of the traffic. This one table makes the security group rules, the
 * picture in the docs, and the test that nothing else passes.
 */
export function edges(props: EdgesProps): Edge[] {
  const clients = [...props.clientCidrs.map(range), ...props.clientSecurityGroupIds.map(group)];
  const balancer = props.existingLoadBalancerGroupId
    ? group(props.existingLoadBalancerGroupId)
    : tier("load balancer");
  return [
    ...clients.map((from) => tcp(from, tier("load balancer"), 443, "clients, HTTPS")),
    ...clients.map((from) => tcp(from, tier("load balancer"), 80, "clients, redirected to HTTPS")),
    // What is typed without https:// is not worth a second port.
    ...(props.ownVpn ? [tcp(tier("vpn"), tier("load balancer"), 443, "people, HTTPS")] : []),
    ...(props.cloudFront
      ? [tcp({ kind: "cloudfront" }, tier("load balancer"), 443, "people, HTTPS")]
      : []),
    tcp(balancer, tier("service"), props.servicePort, "requests and health checks"),
    ...databaseEdges(props),
    ...egressEdges(props),
    ...props.connections.map(({ to, port, purpose }) => tcp(tier("service"), to, port, purpose)),
    ...props.resolverCidrs.flatMap((cidr) => [
      { ...tcp(tier("service"), range(cidr), 53, "DNS resolver"), protocol: "udp" as const },
      tcp(tier("service"), range(cidr), 53, "DNS resolver"),
    ]),
  ];
}

function databaseEdges({ database }: EdgesProps): Edge[] {
  switch (database.mode) {
    case "own":
      return [tcp(tier("service"), tier("database"), database.port, "PostgreSQL")];
    case "existing":
      return [tcp(tier("service"), group(database.securityGroupId), database.port, "PostgreSQL")];
    case "none":
      return [];
  }
}

function egressEdges({ egress }: EdgesProps): Edge[] {
  const targets: EdgePeer[] = [
    ...(egress.ownEndpoints ? [tier("endpoints")] : []),
    ...egress.gateways.map((service): EdgePeer => ({ kind: "gateway", service })),
    ...egress.securityGroupIds.map(group),
    ...egress.prefixListIds.map((id): EdgePeer => ({ kind: "prefix list", id })),
    ...egress.cidrs.map(range),
  ];
  return targets.map((to) => tcp(tier("service"), to, 443, "AWS and other services, HTTPS"));
}

function tcp(from: EdgePeer, to: EdgePeer, port: number, because: string): Edge {
  return { from, to, port, protocol: "tcp", because };
}
