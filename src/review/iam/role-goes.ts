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

/** Whether this plan deletes or replaces the role of that name: then its policies and attachments are reported with it. */
export function roleGoes(name: unknown, plan: Plan): boolean {
  return !isEmpty(name) && namesThatGo(plan).has(name);
}
