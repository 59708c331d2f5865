import { subnetsByType } from "../../network/subnets";
import { listOf, planned, prior } from "../../read/planned-value";
import { isWritten } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";

/** What stood in several availability zones stands in fewer. */
export const redundancyReduced: Rule = {
  name: "redundancy-reduced",
  class: "outage",
  why: "Zones fail. What has no second place is down for as long as the zone is.",
  advice: "Keep two zones where users would notice.",
  kinds: new Set(Object.keys(subnetsByType)),
  check(change): readonly Observation[] {
    if (change.before === undefined || !isWritten(change)) return [];
    const path = subnetsByType[change.type];
    if (path === undefined) return [];
    const [was, will] = [listOf(prior(change, ...path)).length, listOf(planned(change, ...path))];
    // A list that is not known yet is as long as it will be: counted as one.
    return will.length < was ? [refuse(`stands in ${will.length} subnets instead of ${was}`)] : [];
  },
};
