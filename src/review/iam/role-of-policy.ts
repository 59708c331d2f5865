import { oncePerPlan } from "../read/once-per-plan";
import type { Plan } from "../read/plan";
import { isEmpty, prior } from "../read/planned-value";
import { goesAway } from "../read/resource-change";

const namesThatGo = oncePerPlan(
  (plan) =>
    new Set(
      plan.changes
        .filter((change) => change.type === "aws_iam_role" && goesAway(change))
        .map((role) => prior(role, "name")),
    ),
);

/** Whether the role of that name goes in this plan: then all that hangs on it is reported with it. */
export function roleGoes(name: unknown, plan: Plan): boolean {
  return !isEmpty(name) && namesThatGo(plan).has(name);
}
