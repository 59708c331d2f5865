import type { Plan } from "../../read/plan";
import { planned, prior, UNKNOWN } from "../../read/planned-value";
import type { ResourceChange } from "../../read/resource-change";
import { sameValue } from "../../read/same-value";
import { type Observation, type Rule, refuse } from "../rule";
import { fromTo } from "../words";

const attributes = [
  "records",
  "alias",
  "ttl",
  "weighted_routing_policy",
  "failover_routing_policy",
];

/** A name in DNS points elsewhere, or is taken from whoever has it. */
export const nameMoved: Rule = {
  name: "name-moved",
  class: "outage",
  why: "Resolvers keep the old answer for its time to live: both targets must work until then, and going back takes as long.",
  advice: "Shorten the time to live a day before; keep the old target until it has passed.",
  check(change, plan): readonly Observation[] {
    if (change.type !== "aws_route53_record") return [];
    if (change.action === "create") return takesOver(change, plan);
    if (change.action !== "update") return [];
    return attributes
      .filter((name) => !sameValue(prior(change, name), planned(change, name)))
      .map((name) => refuse(fromTo(change, name)));
  },
};

/** Without a look whether the name exists; but for the names by which a certificate is validated, which nobody uses. */
function takesOver(change: ResourceChange, plan: Plan): readonly Observation[] {
  const overwrites = planned(change, "allow_overwrite");
  if (overwrites !== true && overwrites !== UNKNOWN) return [];
  const provesCertificate = plan.configuration
    .references(change.block, "name")
    .some((reference) => reference.startsWith("aws_acm_certificate."));
  return provesCertificate
    ? []
    : [refuse("takes the name over if somebody has it (`allow_overwrite`)")];
}
