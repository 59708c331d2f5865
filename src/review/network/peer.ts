import { listOf, UNKNOWN } from "../read/planned-value";
import { rangeContains } from "./cidr";

/** Who is on the other side. A group, a prefix list or `self` is compared by name; `any` is what cannot be known. */
export interface Peer {
  readonly kind: "range" | "group" | "prefix list" | "self" | "any";
  readonly name: string;
}

/** The name of a group whose id is not known before the apply. */
export const notKnownYet = "(not known yet)";

/** Whether all of `inner` is part of `outer`. What cannot be known is part of nothing. */
export function coversPeer(outer: Peer, inner: Peer): boolean {
  if (outer.kind === "any" || inner.kind === "any") return false;
  if (outer.kind === "range" && inner.kind === "range")
    return rangeContains(outer.name, inner.name);
  return outer.kind === inner.kind && outer.name === inner.name;
}

/** The one peer of a rule resource. The other group's id is often not known yet, but that it is a group is. */
export function singlePeer(get: (name: string) => unknown): Peer {
  return (
    peersFrom([
      ["range", get("cidr_ipv4")],
      ["range", get("cidr_ipv6")],
      ["prefix list", get("prefix_list_id")],
      ["group", get("referenced_security_group_id")],
    ])[0] ?? anyPeer
  );
}

/** The peers of an older rule, or of a rule written within its group. */
export function peers(get: (name: string) => unknown): readonly Peer[] {
  return peersFrom([
    ...inList("range", get("cidr_blocks")),
    ...inList("range", get("ipv6_cidr_blocks")),
    ...inList("prefix list", get("prefix_list_ids")),
    ...inList("group", get("security_groups")),
    ["group", get("source_security_group_id")],
    ["self", get("self") === true ? "self" : undefined],
  ]);
}

function inList(kind: Peer["kind"], list: unknown): [Peer["kind"], unknown][] {
  return list === UNKNOWN ? [[kind, UNKNOWN]] : listOf(list).map((item) => [kind, item]);
}

function peersFrom(given: readonly (readonly [Peer["kind"], unknown])[]): readonly Peer[] {
  return given.flatMap(([kind, name]): Peer[] => {
    if (name === UNKNOWN) return [kind === "group" ? { kind, name: notKnownYet } : anyPeer];
    return typeof name === "string" && name !== "" ? [{ kind, name }] : [];
  });
}

const anyPeer: Peer = { kind: "any", name: "addresses that are known only after the apply" };
