import { textOf } from "../read/plain-value";
import type { Plan } from "../read/plan";
import { listOf, member, planned, prior, UNKNOWN } from "../read/planned-value";
import type { ResourceChange } from "../read/resource-change";
import { coversPeer, notKnownYet, type Peer, peers, singlePeer } from "./peer";

/** Traffic that a rule lets through: from (or to) one peer, on a range of ports. */
export interface Traffic {
  readonly direction: "ingress" | "egress";
  /** `tcp`, `udp`, …; `-1` is every protocol. */
  readonly protocol: string;
  /** Of ICMP the type and the code, as one number: `256 * type + code`. */
  readonly fromPort: number;
  readonly toPort: number;
  readonly peer: Peer;
}

/** What the object lets through now. */
export function trafficNow(change: ResourceChange): readonly Traffic[] {
  return change.before === undefined ? [] : trafficOf(change.type, (name) => prior(change, name));
}

/** What it would let through after the apply; a part that is not known is counted as open. */
export function trafficPlanned(change: ResourceChange, plan: Plan): readonly Traffic[] {
  if (change.after === undefined) return [];
  return trafficOf(change.type, (name) => {
    const value = planned(change, name);
    // Unknown and not configured is what the provider fills in after the other rule resources: nothing of its own.
    return value === UNKNOWN && !plan.configuration.sets(change.block, name) ? undefined : value;
  }).map((traffic) => withPeerNamed(traffic, change, plan));
}

/** A group that is not made yet has no id; the configuration has its name. */
function withPeerNamed(traffic: Traffic, { block }: ResourceChange, plan: Plan): Traffic {
  if (traffic.peer.name !== notKnownYet) return traffic;
  const attributes = ["referenced_security_group_id", "source_security_group_id"];
  const [group] = attributes.flatMap((name) =>
    plan.configuration.references(block, name).slice(-1),
  );
  return group === undefined ? traffic : { ...traffic, peer: { ...traffic.peer, name: group } };
}

/** Whether all of `inner` is let through by `outer` already. */
export function letsThrough(outer: Traffic, inner: Traffic): boolean {
  return (
    outer.direction === inner.direction &&
    (outer.protocol === "-1" ||
      (outer.protocol === inner.protocol &&
        outer.fromPort <= inner.fromPort &&
        outer.toPort >= inner.toPort)) &&
    coversPeer(outer.peer, inner.peer)
  );
}

function trafficOf(type: string, get: (name: string) => unknown): readonly Traffic[] {
  switch (type) {
    case "aws_vpc_security_group_ingress_rule":
      return [traffic("ingress", get, get("ip_protocol"), singlePeer(get))];
    case "aws_vpc_security_group_egress_rule":
      return [traffic("egress", get, get("ip_protocol"), singlePeer(get))];
    case "aws_security_group_rule": {
      const direction = get("type") === "egress" ? "egress" : "ingress";
      return peers(get).map((peer) => traffic(direction, get, get("protocol"), peer));
    }
    case "aws_security_group":
    case "aws_default_security_group":
      return (["ingress", "egress"] as const).flatMap((direction) =>
        listOf(get(direction)).flatMap((block) => {
          const inBlock = (name: string) => (block === UNKNOWN ? UNKNOWN : member(block, name));
          return peers(inBlock).map((peer) =>
            traffic(direction, inBlock, inBlock("protocol"), peer),
          );
        }),
      );
    default:
      return [];
  }
}

/** One rule's traffic, its ports read by their usual names; ports that are not said are all of them. */
export function traffic(
  direction: Traffic["direction"],
  get: (name: string) => unknown,
  protocol: unknown,
  peer: Peer,
): Traffic {
  const name = protocolName(protocol);
  const [fromPort, toPort] = /^icmp/.test(name) ? typesOf(get) : portsOf(get);
  return { direction, protocol: name, fromPort, toPort, peer };
}

const everyPort = [0, 65_535] as const;

function portsOf(get: (name: string) => unknown): readonly [from: number, to: number] {
  const [from, to] = [get("from_port"), get("to_port")];
  const isSaid = typeof from === "number" && typeof to === "number" && from >= 0 && to >= 0;
  return isSaid ? [from, to] : everyPort;
}

/** ICMP has a type and a code, of a byte each: a security group says them as its two ports, a network ACL by their names. */
function typesOf(get: (name: string) => unknown): readonly [from: number, to: number] {
  const type = get("icmp_type") ?? get("from_port");
  const code = get("icmp_code") ?? get("to_port");
  if (typeof type !== "number" || type < 0) return everyPort;
  const first = type * 256;
  return typeof code !== "number" || code < 0 ? [first, first + 255] : [first + code, first + code];
}

function protocolName(protocol: unknown): string {
  if (protocol === UNKNOWN || protocol == null) return "-1";
  const name = textOf(protocol).toLowerCase();
  return { all: "-1", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6" }[name] ?? name;
}
