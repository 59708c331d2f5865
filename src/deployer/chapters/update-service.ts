import type { Delivery } from "../../contract/delivery-settings";
import type { States } from "../asl";
import { choice, pass, wait } from "../control";
import { code, jsonata, now } from "../jsonata";
import { steps } from "../steps";
import { task } from "../task";
import { failureOf, tell } from "../tell";
import { migrated } from "./migrate";

/** How often, and how long between, the service is looked at after an update without an answer. */
export const looksForUpdate = { times: 4, seconds: 15 } as const;

/**
 * The one change of the service. The first release also starts it; later ones leave the number of tasks to scaling. An update
 * without an answer may have been carried out: the service is looked at until that is known, or the execution breaks off.
 */
export function updateService(delivery: Delivery): States {
  const { names, settings } = delivery;
  const deadline = jsonata`${now} + ${settings.rollout.limitSeconds * 1000}`;
  return {
    [steps.update]: task(delivery, {
      call: "ecs:updateService",
      arguments: jsonata`$merge([
        {'Cluster': ${names.cluster}, 'Service': ${names.service}, 'TaskDefinition': $revision},
        $first ? {'DesiredCount': ${settings.tasksStart}} : {}
      ])`,
      assign: {
        deployment: jsonata`$states.result.Service.Deployments[TaskDefinition = $revision][0].Id`,
        deadline,
      },
      next: steps.watch,
      otherwise: {
        assign: { ...failureOf, deadline, looks: looksForUpdate.times },
        next: "Was it updated all the same?",
      },
    }),
    "Was it updated all the same?": task(delivery, {
      call: "ecs:describeServices",
      arguments: { Cluster: names.cluster, Services: [names.service] },
      assign: {
        deployment: jsonata`$string($states.result.Services[0].Deployments[TaskDefinition = $revision][0].Id) & ''`,
        looks: jsonata`$looks - 1`,
      },
      output: jsonata`$count($states.result.Services[0].Deployments) > 0`,
      next: "Is there a deployment of it?",
      otherwise: null,
    }),
    "Is there a deployment of it?": choice(
      [
        { when: code`$deployment != ''`, next: steps.watch },
        { when: code`$looks > 0`, next: "Wait for the update to show" },
        // Nothing at all was answered, so nothing is known.
        { when: code`$states.input = false`, next: steps.breakOff },
      ],
      { next: steps.updateFailed },
    ),
    "Wait for the update to show": wait(looksForUpdate.seconds, "Was it updated all the same?"),
    [steps.updateFailed]: pass(
      tell("update-failed", code`$merge([{'digest': $digest}, $failure, ${migrated}])`),
    ),
  };
}
