import { groupsMoved } from "../../network/attached-groups";
import { textOf } from "../../read/plain-value";
import { UNKNOWN } from "../../read/planned-value";
import { isWritten } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";

/** Something that stands gets another group, and with it all that this group lets in. */
export const securityGroupAttached: Rule = {
  name: "security-group-attached",
  class: "exposure",
  why: "Groups add up: whoever any one of them lets in is in.",
  advice: "Add the one rule that is needed to the group that is there.",
  check(change, plan): readonly Observation[] {
    if (!isWritten(change)) return [];
    const { added } = groupsMoved(change, plan);
    if (added.length === 0) return [];
    const names = added.map((group) => (group === UNKNOWN ? "one not known yet" : textOf(group)));
    return [refuse(`attaches another security group: ${names.join(", ")}`)];
  },
};
