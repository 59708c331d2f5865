import { inWords } from "../../guard";
import { planned, prior } from "../../planned-value";
import { type Observation, type Rule, refuse } from "../../rule";
import { sameValue } from "../../same-value";

const attributes = [
  "records",
  "alias",
  "ttl",
  "weighted_routing_policy",
  "failover_routing_policy",
];

/** A name in DNS points elsewhere. */
export const nameMoved: Rule = {
  name: "name-moved",
  class: "outage",
  why: "Resolvers keep the old answer for its time to live: both targets must work until then, and going back takes as long.",
  advice: "Shorten the time to live a day before; keep the old target until it has passed.",
  check(change): readonly Observation[] {
    if (change.type !== "aws_route53_record" || change.action !== "update") return [];
    return attributes
      .filter((name) => !sameValue(prior(change, name), planned(change, name)))
      .map((name) =>
        refuse(
          `\`${name}\` goes from ${inWords(prior(change, name))} to ${inWords(planned(change, name))}`,
        ),
      );
  },
};
