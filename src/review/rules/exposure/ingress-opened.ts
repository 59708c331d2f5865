import { isOwnServiceToDatabase } from "../../network/own-service";
import { describeTraffic, groupOf, isPublicPeer, newTraffic } from "../../network/security-group";
import { changesBehind, changesWhatStands, type Plan } from "../../read/plan";
import { planned } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { note, type Observation, type Rule, refuse } from "../rule";
import { inWords } from "../words";

/** Somebody gets in who did not: a new rule, or one that is wider than before; a VPN into a network that stands, or a group on one that is there. */
export const ingressOpened: Rule = {
  name: "ingress-opened",
  class: "exposure",
  why: "A security group is the wall around what stands behind it; whoever is let in can try every password and every hole.",
  advice:
    "Name the group or the addresses that need it, and the one port. A database is reached by its service alone.",
  check(change, plan): readonly Observation[] {
    if (!isWritten(change)) return [];
    if (change.type === "aws_ec2_client_vpn_authorization_rule") return authorized(change, plan);
    if (change.type === "aws_ec2_client_vpn_endpoint") return reached(change, plan);
    const traffic = newTraffic(change, plan, "ingress");
    if (traffic.length === 0) return [];
    const group = groupOf(change, plan);
    return traffic
      .filter((one) => isPublicPeer(one) || !group.isNew)
      .map((one) => {
        const what = `lets in ${describeTraffic(one)}, to ${group.name}`;
        if (!isOwnServiceToDatabase(change, one, plan)) return refuse(what);
        return note(`${what}: only the service that this plan makes`);
      });
  },
};

/** What stands in the network was made when nobody came in from outside by a VPN. */
function reached(change: ResourceChange, plan: Plan): readonly Observation[] {
  if (change.before !== undefined || !changesWhatStands(plan)) return [];
  return [
    refuse(
      "people outside get into the network through a new VPN",
      "See who may connect, how they prove who they are, and where they get to; then approve it by name.",
    ),
  ];
}

/** A VPN that this same plan makes has nobody on it yet: its file says who comes. */
function authorized(change: ResourceChange, plan: Plan): readonly Observation[] {
  const endpoints = changesBehind(plan, change, "client_vpn_endpoint_id");
  const isNew = endpoints?.every(({ before }) => before === undefined) ?? false;
  if (isNew && endpoints !== undefined && endpoints.length > 0) return [];
  const who =
    planned(change, "authorize_all_groups") === true
      ? "everybody on the VPN"
      : `members of ${inWords(planned(change, "access_group_id"))} on the VPN`;
  return [refuse(`lets in ${who}, to ${inWords(planned(change, "target_network_cidr"))}`)];
}
