import type { Delivery } from "../../contract/delivery-settings";
import { lockKey } from "../../contract/delivery-table";
import type { States } from "../asl";
import { choice, wait } from "../control";
import { code, jsonata, now } from "../jsonata";
import { lockAsRead } from "../lock";
import { serviceFacts } from "../service-facts";
import { steps } from "../steps";
import { task } from "../task";
import { tell } from "../tell";

/**
 * What an execution left that was stopped, timed out or broke off. Its migration is waited for, because a second one
 * must not run beside it; its rollout is watched to the end, so that it is released or rolled back, not forgotten.
 * Nothing here is caught: a clean-up that breaks off leaves the lock to the next run, which begins here again.
 */
export function takeOver(delivery: Delivery): States {
  const { names, settings } = delivery;
  const { limitSeconds, pollSeconds } = settings.migration;
  const untouched = tell(
    "stopped",
    code`{'execution': $stopped, 'left': 'nothing: it did not hold the lock'}`,
  );
  return {
    [steps.takeOver]: task(delivery, {
      call: "dynamodb:getItem",
      arguments: { TableName: names.delivery, Key: lockKey, ConsistentRead: true },
      assign: { lock: lockAsRead },
      next: "Did it hold the lock?",
      otherwise: null,
    }),
    "Did it hold the lock?": choice(
      [{ when: code`$lock.executionArn = $stopped`, next: "Take over the lock" }],
      untouched,
    ),

    [steps.leftBehind]: choice(
      [
        {
          when: code`$migrationTask != ''`,
          assign: { deadline: jsonata`${now} + ${limitSeconds * 1000}` },
          next: "Look at the migration left behind",
        },
      ],
      { next: "Look at the revision left behind" },
    ),
    "Look at the migration left behind": task(delivery, {
      call: "ecs:describeTasks",
      arguments: { Cluster: names.cluster, Tasks: [jsonata`$migrationTask`] },
      output: jsonata`$string($states.result.Tasks[0].LastStatus) & ''`,
      next: "Has it ended?",
      otherwise: null,
    }),
    "Has it ended?": choice(
      [
        // A task that ECS no longer knows ended an hour ago or more.
        { when: code`$states.input in ['STOPPED', '']`, next: "Look at the revision left behind" },
        { when: code`${now} > $deadline`, next: "Stop the migration left behind" },
      ],
      { next: "Wait for the migration left behind" },
    ),
    "Wait for the migration left behind": wait(pollSeconds, "Look at the migration left behind"),
    "Stop the migration left behind": task(delivery, {
      call: "ecs:stopTask",
      arguments: {
        Cluster: names.cluster,
        Task: jsonata`$migrationTask`,
        Reason: "The deployment that started it is over.",
      },
      next: "Look at the revision left behind",
      otherwise: null,
    }),

    // It may have broken off between registering the revision and writing it into the lock.
    "Look at the revision left behind": task(delivery, {
      call: "ecs:describeTaskDefinition",
      arguments: { TaskDefinition: jsonata`$revision = '' ? ${names.taskFamily} : $revision` },
      assign: {
        revision: jsonata`(
          $latest := $states.result.TaskDefinition;
          $image := $string($latest.ContainerDefinitions[Name = ${names.container}].Image);
          $revision != '' ? $revision : $digest != '' and $substringAfter($image, '@') = $digest ? $latest.TaskDefinitionArn : ''
        )`,
      },
      next: "Look at the service left behind",
      otherwise: null,
    }),
    "Look at the service left behind": task(delivery, {
      call: "ecs:describeServices",
      arguments: { Cluster: names.cluster, Services: [names.service] },
      assign: {
        service: jsonata`${serviceFacts}`,
        deployment: jsonata`$string($states.result.Services[0].Deployments[TaskDefinition = $revision][0].Id) & ''`,
        deadline: jsonata`${now} + ${settings.rollout.limitSeconds * 1000}`,
      },
      next: "Had it changed the service?",
      otherwise: null,
    }),
    "Had it changed the service?": choice(
      [{ when: code`$deployment != '' and $previous != ''`, next: steps.watch }],
      tell(
        "stopped",
        code`{'digest': $digest, 'execution': $stopped, 'left': 'the lock; the service was untouched'}`,
      ),
    ),
  };
}
