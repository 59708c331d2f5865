import { inWords } from "../../guard";
import { isEmpty, planned, prior } from "../../plan/planned-value";
import { roleAttributesByType } from "../../resources/role-attributes";
import { isWritten, type Observation, type Rule, refuse } from "../../rule";

/** Code that runs gets the rights of another role. */
export const roleSwapped: Rule = {
  name: "role-swapped",
  class: "privilege",
  why: "No policy changes, and still the code may do other things than yesterday.",
  advice: "Change the role's policy instead, where a review sees what is added.",
  check(change): readonly Observation[] {
    if (change.before === undefined || !isWritten(change)) return [];
    return (roleAttributesByType[change.type] ?? []).flatMap((path) => {
      const [was, will] = [prior(change, ...path), planned(change, ...path)];
      if (was === will || isEmpty(will)) return [];
      return [refuse(`\`${path.join(".")}\` goes from ${inWords(was)} to ${inWords(will)}`)];
    });
  },
};
