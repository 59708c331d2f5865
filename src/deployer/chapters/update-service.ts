import type { Delivery } from "../../contract/delivery-settings";
import type { States } from "../asl";
import { jsonata, now } from "../jsonata";
import { steps } from "../steps";
import { task } from "../task";
import { awsFailed } from "../tell";

/** The one change of the service. The first release also starts it; later ones leave the number of tasks to scaling. */
export function updateService(delivery: Delivery): States {
  const { names, settings } = delivery;
  return {
    [steps.update]: task(delivery, {
      call: "ecs:updateService",
      arguments: jsonata`$merge([
        {'Cluster': ${names.cluster}, 'Service': ${names.service}, 'TaskDefinition': $revision},
        $first ? {'DesiredCount': ${settings.tasksStart}} : {}
      ])`,
      assign: {
        deployment: jsonata`$states.result.Service.Deployments[TaskDefinition = $revision][0].Id`,
        deadline: jsonata`${now} + ${settings.rollout.limitSeconds * 1000}`,
      },
      next: steps.watch,
      otherwise: awsFailed,
    }),
  };
}
