import { areMade, changesBehind, type Plan } from "../../read/plan";
import { isEmpty, listOf, member, planned, prior, UNKNOWN } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";

/** A subnet gets a route to and from the Internet that does not lead through a NAT. */
export const routeToInternet: Rule = {
  name: "route-to-internet",
  class: "exposure",
  why: "An internet gateway in its routes makes a subnet public: everything in it with a public address is reached.",
  advice:
    "Route private subnets through endpoints or a NAT. Give the load balancer subnets of its own.",
  kinds: new Set(["aws_route", "aws_route_table", "aws_default_route_table"]),
  check(change, plan): readonly Observation[] {
    if (!isWritten(change)) return [];
    if (change.type === "aws_route") {
      const now = change.before !== undefined && isGateway(prior(change, "gateway_id"));
      const isSet = plan.configuration.sets(change.block, "gateway_id");
      if (isSet && isGateway(planned(change, "gateway_id")) && !now)
        return [refuse("routes to an internet gateway")];
      return leadsOut(change, plan) ? [refuse(outThroughNat, byNat)] : [];
    }
    const count = (routes: unknown) =>
      listOf(routes).filter((route) => route !== UNKNOWN && isGateway(member(route, "gateway_id")))
        .length;
    const more = count(planned(change, "route")) > count(prior(change, "route"));
    return more ? [refuse("routes to an internet gateway")] : [];
  },
};

/** Subnets that stand get a route to the Internet that they did not have; another NAT in its place is `traffic-rerouted`'s. */
function leadsOut(change: ResourceChange, plan: Plan): boolean {
  if (change.action !== "create" || isEmpty(planned(change, "nat_gateway_id"))) return false;
  return !areMade(changesBehind(plan, change, "route_table_id"));
}

const outThroughNat =
  "gives subnets that stand a route to the Internet, through a NAT gateway: from now on security groups alone hold back what is sent there";
const byNat =
  "Name endpoints for what the tasks call, where there are some; else approve it by name.";

/** `igw-…`. A gateway that is not known yet may be one; the other kinds are endpoints and virtual private gateways. */
function isGateway(id: unknown): boolean {
  return id === UNKNOWN || (typeof id === "string" && id.startsWith("igw-"));
}
