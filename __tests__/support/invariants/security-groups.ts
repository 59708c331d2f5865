import type { Edge, EdgePeer } from "../../../src/stack/constructs/network/edges";
import { environmentEdges, writableGroupIds } from "../../../src/stack/environment-edges";
import { type Invariant, resourcesOf } from "./invariant";

/** Nothing opens a port but a rule of its own, for one port of TCP or UDP. */
export const rulesAreNarrow: Invariant = (synthesized) =>
  resourcesOf(synthesized).flatMap(({ type, address, args }) => {
    if (type === "aws_security_group" && ("ingress" in args || "egress" in args))
      return [`${address} has rules of its own`];
    if (type === "aws_security_group_rule") return [`${address} is a rule of the old kind`];
    if (!/^aws_vpc_security_group_(in|e)gress_rule$/.test(type)) return [];
    const onePort = args["from_port"] === args["to_port"] && Number(args["from_port"]) > 0;
    const narrow = ["tcp", "udp"].includes(args["ip_protocol"] as string) && onePort;
    return narrow ? [] : [`${address} opens more than one port of TCP or UDP`];
  });

/** The table of permitted connections and the rules are the same thing. */
export const rulesAreTheTable: Invariant = (synthesized, environment) => {
  const ours = writableGroupIds(environment);
  const expected = environmentEdges(environment).flatMap((edge) => [
    ...(hasRule(edge.from, ours) ? [written("egress", edge.from, edge.to, edge)] : []),
    ...(hasRule(edge.to, ours) ? [written("ingress", edge.to, edge.from, edge)] : []),
  ]);
  const found = ["ingress", "egress"].flatMap((direction) =>
    Object.values(synthesized.all(`aws_vpc_security_group_${direction}_rule`)).map((rule) => {
      const peer =
        rule["cidr_ipv4"] ??
        rule["cidr_ipv6"] ??
        rule["prefix_list_id"] ??
        rule["referenced_security_group_id"];
      return `${direction} ${rule["security_group_id"]} ${peer} ${rule["from_port"]}/${rule["ip_protocol"]}`;
    }),
  );
  return [
    ...expected.filter((rule) => !found.includes(rule)).map((rule) => `no rule for: ${rule}`),
    ...found.filter((rule) => !expected.includes(rule)).map((rule) => `not in the table: ${rule}`),
    ...(new Set(found).size === found.length ? [] : ["a rule is there twice"]),
  ];
};

function written(
  direction: string,
  own: EdgePeer,
  other: EdgePeer,
  { port, protocol }: Edge,
): string {
  return `${direction} ${name(own)} ${name(other)} ${port}/${protocol}`;
}

function hasRule(peer: EdgePeer, ours: ReadonlySet<string>): boolean {
  return peer.kind === "tier" || (peer.kind === "security group" && ours.has(peer.id));
}

function name(peer: EdgePeer): string {
  switch (peer.kind) {
    case "tier":
      return `\${aws_security_group.network_${peer.tier.replace(" ", "_")}.id}`;
    case "range":
      return peer.cidr;
    case "gateway":
      return `\${aws_vpc_endpoint.vpc_gateway_${peer.service}.prefix_list_id}`;
    case "cloudfront":
      return "${data.aws_ec2_managed_prefix_list.network_cloudfront.id}";
    default:
      return peer.id;
  }
}
