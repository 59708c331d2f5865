import { isStillDenied, wasLetThrough } from "../../network/acl-order";
import { isPublicRange } from "../../network/cidr";
import { aclOf, entriesNow, entriesPlanned } from "../../network/network-acl";
import { describeTraffic } from "../../network/security-group";
import type { Traffic } from "../../network/traffic";
import { isDeleted } from "../../read/deleted-objects";
import type { Plan } from "../../read/plan";
import { planned, prior, textsOf } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";
import { inWords } from "../words";

/** The list at a subnet's border lets through what it did not, or no longer stops what it did. */
export const networkAclOpened: Rule = {
  name: "network-acl-opened",
  class: "exposure",
  why: "It is the second wall, which holds when a security group has a hole; and the lowest number that fits decides, so one line before a denial undoes it.",
  advice: "Name the addresses and ports, with a number behind the denials.",
  kinds: new Set([
    "aws_network_acl",
    "aws_network_acl_rule",
    "aws_network_acl_association",
    "aws_default_network_acl",
  ]),
  check(change, plan): readonly Observation[] {
    if (!isWritten(change) && change.action !== "delete") return [];
    const acl = aclOf(change, plan);
    if (acl === undefined) return [refuse("has too many lines for anybody to say which decides")];
    const allowed = entriesPlanned(change, plan).filter(({ isAllowed }) => isAllowed);
    if (acl.isNew) {
      return allowed
        .filter((entry) => isWideOpen(entry.traffic))
        .map((entry) => refuse(`lets ${describe(entry.traffic)}`));
    }
    const denied = acl.isGone ? [] : entriesNow(change, plan);
    return [
      ...subnetsLeft(change, plan),
      ...allowed
        .filter((entry) => !wasLetThrough(entry, acl))
        .map((entry) => refuse(`lets ${describe(entry.traffic)}`)),
      ...denied
        .filter((entry) => !entry.isAllowed && !isStillDenied(entry, acl))
        .map((entry) => refuse(`no longer stops ${describeTraffic(entry.traffic)}`)),
    ];
  },
};

/** Without a list of their own, subnets fall back to the network's, which lets everything through unless somebody changed it. */
function subnetsLeft(change: ResourceChange, plan: Plan): readonly Observation[] {
  if (change.type === "aws_network_acl_association") {
    const subnet = prior(change, "subnet_id");
    const stays = prior(change, "network_acl_id") === planned(change, "network_acl_id");
    const isLeft = change.action === "delete" || (change.before !== undefined && !stays);
    return isLeft && !isDeleted("aws_subnet", subnet, plan)
      ? [refuse(`no longer guards ${inWords(subnet)}`)]
      : [];
  }
  if (change.type !== "aws_network_acl" || isDeleted("aws_vpc", prior(change, "vpc_id"), plan))
    return [];
  if (change.action === "delete")
    return [refuse("deletes the list: its subnets fall back to the network's own")];
  const kept = textsOf(planned(change, "subnet_ids"));
  const left = textsOf(prior(change, "subnet_ids")).filter(
    (subnet) => !kept.includes(subnet) && !isDeleted("aws_subnet", subnet, plan),
  );
  return left.length > 0 ? [refuse(`no longer guards ${left.join(", ")}`)] : [];
}

/** Everything, from anywhere on the Internet. */
function isWideOpen({ direction, protocol, fromPort, toPort, peer }: Traffic): boolean {
  const isEvery = protocol === "-1" || (fromPort === 0 && toPort === 65_535);
  const isAnybody = peer.kind !== "range" || isPublicRange(peer.name);
  return direction === "ingress" && isEvery && isAnybody;
}

function describe(traffic: Traffic): string {
  return `${traffic.direction === "ingress" ? "in" : "out"} ${describeTraffic(traffic)}`;
}
