import { oncePerPlan } from "./once-per-plan";
import type { Plan } from "./plan";
import { isEmpty, prior } from "./planned-value";

const known = oncePerPlan(
  (plan) =>
    new Set(
      plan.changes
        .filter(({ action }) => action === "delete")
        .flatMap((change) =>
          ["id", "arn", "key_id"].map((name) => `${change.type} ${String(prior(change, name))}`),
        ),
    ),
);

/** Whether the plan deletes the object of that type and id (or ARN): what belongs to it is reported with it. */
export function isDeleted(type: string, id: unknown, plan: Plan): boolean {
  return !isEmpty(id) && known(plan).has(`${type} ${String(id)}`);
}
