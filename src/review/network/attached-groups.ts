import type { Plan } from "../read/plan";
import { listOf, planned, prior, textsOf, UNKNOWN } from "../read/planned-value";
import type { ResourceChange } from "../read/resource-change";

/** Where objects of any kind name the security groups that they are in. */
export const groupPlaces: readonly (readonly (string | number)[])[] = [
  ["security_group_ids"],
  ["security_groups"],
  ["vpc_security_group_ids"],
  ["network_configuration", 0, "security_groups"],
  ["vpc_config", 0, "security_group_ids"],
];

/** The groups that something that stands comes into, and those that it leaves; one that is not known yet is {@link UNKNOWN}. */
export function groupsMoved(
  change: ResourceChange,
  plan: Plan,
): { readonly added: readonly unknown[]; readonly lost: readonly string[] } {
  if (change.before === undefined || change.after === undefined) return { added: [], lost: [] };
  const moves = groupPlaces.map((path) => {
    const will = planned(change, ...path);
    const isAsked = will !== UNKNOWN || plan.configuration.sets(change.block, String(path[0]));
    const now = textsOf(prior(change, ...path));
    const after = isAsked ? listOf(will) : now;
    return {
      added: after.filter((group) => group === UNKNOWN || !now.some((one) => one === group)),
      lost: now.filter((group) => !after.includes(group)),
    };
  });
  return { added: moves.flatMap(({ added }) => added), lost: moves.flatMap(({ lost }) => lost) };
}
