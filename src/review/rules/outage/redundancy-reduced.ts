import { count } from "../../../base/printable";
import { subnetsByType } from "../../network/subnets";
import { listOf, planned, prior, UNKNOWN } from "../../read/planned-value";
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
    const [was, will] = [listOf(prior(change, ...path)).length, planned(change, ...path)];
    if (listOf(will).length >= was) return []; // a list that is not known yet may have one
    const now =
      will === UNKNOWN
        ? "subnets that are not known before the apply"
        : count(listOf(will).length, "subnet");
    return [refuse(`stands in ${now} instead of ${was}`)];
  },
};
