import { oncePerPlan } from "./once-per-plan";
import { textOf } from "./plain-value";
import type { Plan } from "./plan";
import { planned, prior } from "./planned-value";
import type { ResourceChange } from "./resource-change";

const servicesByResource = oncePerPlan(
  (plan) =>
    new Map(
      plan.changes
        .filter(({ type }) => type === "aws_ecs_service")
        .map((service) => [/service\/.*$/.exec(textOf(prior(service, "id")))?.[0], service]),
    ),
);

/** What the plan does with the service, `service/CLUSTER/NAME`, that a scaling resource is about; undefined when the plan does not have it. */
export function scaledService(change: ResourceChange, plan: Plan): ResourceChange | undefined {
  const resource = prior(change, "resource_id") ?? planned(change, "resource_id");
  return typeof resource === "string" ? servicesByResource(plan).get(resource) : undefined;
}
