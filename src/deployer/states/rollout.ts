import type { Delivery } from "../../contract/delivery-settings";
import { choice, pass, type States, wait } from "../asl";
import { code, jsonata, now } from "../jsonata";
import { deploymentOfRevision, rolloutFacts } from "../service-facts";
import { task } from "../task";
import { endWith, failureOf, steps } from "../transitions";
import { migrated } from "./migrate";

/** How often, and how long between, the service is looked at after an update without an answer. */
export const looksForUpdate = { times: 4, seconds: 15 } as const;

/**
 * The one change of the service. The first release also starts it; later ones leave the number of tasks to scaling. An update
 * without an answer may have been carried out: the service is looked at until that is known, or the execution breaks off.
 */
export function updateService(delivery: Delivery): States {
  const { names, settings } = delivery;
  const watch = settings.rolloutAlarms ? steps.readAlarms : steps.watch;
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
      next: watch,
      otherwise: {
        assign: { ...failureOf, deadline, looks: looksForUpdate.times },
        next: "Was it updated all the same?",
      },
    }),
    "Was it updated all the same?": task(delivery, {
      call: "ecs:describeServices",
      arguments: { Cluster: names.cluster, Services: [names.service] },
      assign: {
        deployment: deploymentOfRevision,
        looks: jsonata`$looks - 1`,
      },
      output: jsonata`$count($states.result.Services[0].Deployments) > 0`,
      next: "Is there a deployment of it?",
      otherwise: null,
    }),
    "Is there a deployment of it?": choice(
      [
        { when: code`$deployment != ''`, next: watch },
        { when: code`$looks > 0`, next: "Wait for the update to show" },
        // Nothing at all was answered, so nothing is known.
        { when: code`$states.input = false`, next: steps.breakOff },
      ],
      { next: steps.updateFailed },
    ),
    "Wait for the update to show": wait(looksForUpdate.seconds, "Was it updated all the same?"),
    [steps.updateFailed]: pass(
      endWith("update-failed", code`$merge([{'digest': $digest}, $failure, ${migrated}])`),
    ),
  };
}

/**
 * The rollout to its end, by the id of its deployment: ECS calls a service steady also when it rolled back, and a rollout
 * completed also when the service is to have no task. An answer that says nothing is asked for again. From the
 * update on no error is caught: an execution that breaks off is taken over by its clean-up, which goes on watching.
 */
export function watchRollout(delivery: Delivery): States {
  const { names, settings } = delivery;
  const { rollout } = settings;
  const describe = {
    call: "ecs:describeServices",
    arguments: { Cluster: names.cluster, Services: [names.service] },
    assign: { rollout: jsonata`${rolloutFacts}` },
    otherwise: null,
  } as const;
  const about = code`{'digest': $digest, 'revision': $revision, 'previous': $previous}`;
  return {
    [steps.watch]: task(delivery, { ...describe, next: "How is the rollout?" }),
    "How is the rollout?": choice(
      [
        { when: code`$rollout.mine.healthy`, next: steps.finish },
        {
          when: code`$rollout.mine.emptied`,
          assign: {
            putBack: "rollout-stopped",
            detail: jsonata`${about}`,
            deadline: jsonata`${now} + ${rollout.limitSeconds * 1000}`,
          },
          next: steps.putBack,
        },
        {
          when: code`$rollout.mine.state = 'FAILED' or ($rollout.known and $not($rollout.mine.primary) and $rollout.isBack)`,
          assign: {
            putBack: "rollout-failed",
            detail: jsonata`$merge([${about}, {'reason': $rollout.mine.reason}])`,
            deadline: jsonata`${now} + ${rollout.limitSeconds * 1000}`,
          },
          next: settings.rolloutAlarms ? steps.findAlarm : steps.goBack,
        },
        {
          when: code`$rollout.known and $not($rollout.mine.primary)`,
          ...endWith(
            "superseded",
            code`$merge([${about}, {'runs now': $rollout.primary.taskDefinition}])`,
          ),
        },
        {
          when: code`${now} > $deadline`,
          assign: {
            putBack: "rollout-timed-out",
            detail: jsonata`$merge([${about}, {'limit': ${`${rollout.limitSeconds} seconds`}, 'tasks that run': $rollout.tasks}])`,
            deadline: jsonata`${now} + ${rollout.limitSeconds * 1000}`,
          },
          next: steps.goBack,
        },
      ],
      { next: "Wait for the rollout" },
    ),
    "Wait for the rollout": wait(rollout.pollSeconds, steps.watch),
  };
}
