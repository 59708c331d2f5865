import { subnetsByType } from "../../network/subnets";
import { textOf } from "../../read/plain-value";
import { listOf, planned, prior, textsOf, UNKNOWN } from "../../read/planned-value";
import { isWritten } from "../../read/resource-change";
import { note, type Observation, type Rule, refuse } from "../rule";

/** What stands in some subnets goes into others; that it stands in fewer is reported by `redundancy-reduced`. */
export const subnetsMoved: Rule = {
  name: "subnets-moved",
  class: "outage",
  why: "Other subnets have other routes: from there images, secrets or the database may not be reached, and no task starts.",
  advice: "Add the new subnets first, see tasks run in them, then take the old ones away.",
  kinds: new Set(Object.keys(subnetsByType)),
  check(change, plan): readonly Observation[] {
    const path = subnetsByType[change.type];
    if (path === undefined || change.before === undefined || !isWritten(change)) return [];
    const [was, will] = [textsOf(prior(change, ...path)), listOf(planned(change, ...path))];
    const lost = was.filter((subnet) => !will.includes(subnet));
    const added = will.filter((subnet) => !was.includes(textOf(subnet)));
    const names = added.map((subnet) =>
      subnet === UNKNOWN ? "one not known yet" : textOf(subnet),
    );
    if (lost.length === 0 && was.length > 0 && added.length > 0)
      return [standsInMore(change.type, names.join(", "))];
    if (lost.length === 0 || will.length < was.length) return [];
    const isNewNetwork = plan.changes.some(
      ({ type, action }) => type === "aws_vpc" && action === "create",
    );
    return [
      refuse(
        `goes from ${lost.join(", ")} to ${names.join(", ")}`,
        isNewNetwork ? anotherNetwork : undefined,
      ),
    ];
  },
};

/** A load balancer gives its new address to clients at once, and nothing takes it back; tasks that do not start there leave the others running. */
function standsInMore(type: string, subnets: string): Observation {
  if (type === "aws_lb") {
    return refuse(
      `also takes requests in ${subnets}: without a route from there to its clients a part of them is lost`,
      "See that the subnet has the same routes as the others, and an internet gateway's where the load balancer faces the Internet; then approve it by name.",
    );
  }
  return note(
    type === "aws_ecs_service"
      ? `also starts tasks in ${subnets}: from there images, secrets, logs and the database must be reached, or those tasks do not start`
      : `also stands in ${subnets}`,
  );
}

/** What stands in one VPC cannot go into another: AWS makes most of it again, and refuses the rest halfway. */
const anotherNetwork =
  "What is applied cannot go into a VPC that is made now: write network.mode: existing again, or make another environment with a network of its own beside this one and move over (docs/network.md).";
