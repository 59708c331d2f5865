import { numberOf } from "../../read/plain-value";
import { changesWhatStands, type Plan } from "../../read/plan";
import { isEmpty, planned, prior, UNKNOWN } from "../../read/planned-value";
import type { ResourceChange } from "../../read/resource-change";
import { sameValue } from "../../read/same-value";
import { type Observation, type Rule, refuse } from "../rule";
import { fromTo, inWords } from "../words";

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
  kinds: new Set(["aws_route53_record"]),
  check(change, plan): readonly Observation[] {
    if (change.action === "create")
      return provesCertificate(change, plan)
        ? []
        : [...ofAnotherType(change), ...takesOver(change), ...leadsAway(change, plan)];
    if (change.action !== "update") return [];
    return attributes
      .filter((name) => !sameValue(prior(change, name), planned(change, name)))
      .filter((name) => name !== "ttl" || !isShortened(change))
      .map((name) => refuse(fromTo(change, name)));
  },
};

/** Going back takes less from then on: what is advised before a name moves. */
function isShortened(change: ResourceChange): boolean {
  const [was, will] = [numberOf(prior(change, "ttl")), numberOf(planned(change, "ttl"))];
  return was !== undefined && will !== undefined && will > 0 && will < was;
}

const madeTypes: readonly unknown[] = ["A", "AAAA", "CNAME"];

/** The module makes addresses, and what validates a certificate: another type gives mail, a whole subdomain or the say over certificates away. */
function ofAnotherType(change: ResourceChange): readonly Observation[] {
  const type = planned(change, "type");
  return madeTypes.includes(type)
    ? []
    : [refuse(`makes a record of a type that the module never makes: ${inWords(type)}`)];
}

/** The provider says the name, the type and the value of such a record, and nobody uses it. */
function provesCertificate({ block }: ResourceChange, plan: Plan): boolean {
  return ["name", "type"].every((attribute) =>
    plan.configuration
      .references(block, attribute)
      .some((reference) => reference.startsWith("aws_acm_certificate.")),
  );
}

/** A new name beside what stands is the module's only where it leads to what this plan has or looks up. */
function leadsAway(change: ResourceChange, plan: Plan): readonly Observation[] {
  if (!changesWhatStands(plan)) return [];
  const places = [["alias", 0, "name"], ["records"]] as const;
  const own = /^(data\.aws_lb|aws_lb|aws_alb|aws_cloudfront_distribution|aws_acm_certificate)\./;
  const leads = places.filter((path) => !isEmpty(planned(change, ...path)));
  const isOwn = leads.every((path) => {
    const references = plan.configuration.references(change.block, ...path);
    return references.length > 0 && references.every((one) => own.test(one));
  });
  return isOwn && leads.length > 0
    ? []
    : [refuse("a new name that leads to what this plan neither has nor looks up")];
}

/** Without a look whether the name exists. */
function takesOver(change: ResourceChange): readonly Observation[] {
  const overwrites = planned(change, "allow_overwrite");
  return overwrites === true || overwrites === UNKNOWN
    ? [refuse("takes the name over if somebody has it (`allow_overwrite`)")]
    : [];
}
