import { roleAttributesByType } from "../../iam/role-attributes";
import { areMade, blocksBehind, type Plan } from "../../read/plan";
import { isEmpty, planned, prior, UNKNOWN } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";
import { inWords } from "../words";

/** Code that runs gets the rights of another role, or something new gets those of a role that stands. */
export const roleSwapped: Rule = {
  name: "role-swapped",
  class: "privilege",
  why: "No policy changes, and still the code may do other things than yesterday.",
  advice: "Change the role's policy instead, where a review sees what is added.",
  kinds: new Set(Object.keys(roleAttributesByType)),
  check(change, plan): readonly Observation[] {
    if (!isWritten(change)) return [];
    const paths = roleAttributesByType[change.type] ?? [];
    if (change.before === undefined) {
      return paths
        .filter((path) => isStandingRole(change, path, plan))
        .map((path) => {
          const role = inWords(planned(change, ...path));
          return refuse(
            `starts to work by a role that stands already: \`${path.join(".")}\` is ${role}`,
          );
        });
    }
    return paths.flatMap((path) => {
      const [was, will] = [prior(change, ...path), planned(change, ...path)];
      const isAsked = will !== UNKNOWN || plan.configuration.sets(change.block, String(path[0]));
      if (was === will || isEmpty(will) || !isAsked) return [];
      return [refuse(`\`${path.join(".")}\` goes from ${inWords(was)} to ${inWords(will)}`)];
    });
  },
};

/** Whether the role is none that this same plan makes, whose rights a review of the plan sees. */
function isStandingRole(
  change: ResourceChange,
  path: readonly (string | number)[],
  plan: Plan,
): boolean {
  const role = planned(change, ...path);
  if (role !== UNKNOWN) return !isEmpty(role);
  const roles = blocksBehind(plan, change, ...path);
  return roles === undefined || !roles.every(areMade);
}
