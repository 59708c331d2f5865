import { textOf } from "./plain-value";
import type { Plan } from "./plan";
import { prior } from "./planned-value";
import type { ResourceChange } from "./resource-change";

/** What the plan does with the service that a scaling resource is about; undefined when the plan does not have it. */
export function scaledService(change: ResourceChange, plan: Plan): ResourceChange | undefined {
  const resource = textOf(prior(change, "resource_id")); // service/CLUSTER/NAME
  if (!resource.startsWith("service/")) return undefined;
  return plan.changes.find(
    (other) =>
      other.type === "aws_ecs_service" && textOf(prior(other, "id")).endsWith(`:${resource}`),
  );
}
