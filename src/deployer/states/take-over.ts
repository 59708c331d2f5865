import { addressesOf } from "../../contract/delivery-names";
import type { Delivery } from "../../contract/delivery-settings";
import { lockKey } from "../../contract/delivery-table";
import { choice, pass, type States, wait } from "../asl";
import { itemAsTexts, readItem } from "../item";
import { type Code, code, jsonata, now } from "../jsonata";
import { deploymentOfRevision, serviceFacts } from "../service-facts";
import { snapshotsOf } from "../snapshots";
import { task } from "../task";
import { endWith, steps } from "../transitions";
import { alarmVariables, figureVariables, snapshotVariables, variables } from "../variables";
import { looksForUpdate } from "./rollout";
import { looksForNew, searchMigrations } from "./running-migrations";
import { looksForEnd } from "./take-lock";

/**
 * Where the clean-up begins, which is a machine of its own: a rule gives it the execution that broke off. It takes that
 * one's lock only when Step Functions says that it is over.
 */
export function readBrokenOff(delivery: Delivery): States {
  const { names } = delivery;
  const { executionArnPrefix } = addressesOf(names);
  const untouched = endWith(
    "stopped",
    code`{'execution': $stopped, 'left': 'nothing: it does not hold the lock'}`,
  );
  return {
    [steps.readBrokenOff]: {
      Type: "Pass",
      Assign: {
        ...variables,
        ...(snapshotsOf(delivery.settings) ? snapshotVariables : {}),
        ...(delivery.settings.rolloutAlarms ? alarmVariables : {}),
        ...(delivery.settings.figures ? figureVariables : {}),
        trigger: "clean-up",
        by: "clean-up",
        stopped: jsonata`(
          $execution := $states.context.Execution.Input.cleanUp.executionArn;
          $type($execution) = 'string' ? $execution : ''
        )`,
      },
      Output: {},
      Next: "Is it an execution of the deployer?",
    },
    "Is it an execution of the deployer?": choice(
      [
        {
          when: code`$substring($stopped, 0, ${executionArnPrefix.length}) = ${executionArnPrefix}`,
          next: steps.takeOver,
        },
      ],
      endWith("wrong-input"),
    ),
    [steps.takeOver]: readItem(delivery, lockKey, {
      assign: { lock: itemAsTexts },
      next: "Did it hold the lock?",
      otherwise: null,
    }),
    "Did it hold the lock?": choice(
      [
        {
          // Whoever asks: a holder that still runs keeps its lock.
          when: code`$lock.executionArn = $stopped`,
          assign: { looks: looksForEnd.times },
          next: "Is its holder still running?",
        },
      ],
      untouched,
    ),
  };
}

/**
 * What an execution left that was stopped, timed out or broke off. Its migration is waited for, because a second one
 * must not run beside it; its rollout is watched to the end, so that it is released or rolled back, not forgotten.
 * Nothing here is caught: a clean-up that breaks off leaves the lock to the next run, which begins here again.
 */
export function takeOver(delivery: Delivery): States {
  const { names, settings } = delivery;
  const { limitSeconds } = settings.migration;
  return {
    // A task that may just have been started is looked for longer; an earlier version noted nothing before it started one.
    [steps.leftBehind]: pass(
      searchMigrations("taken-over", {
        limitSeconds,
        looks: jsonata`$lock.step = 'migrating' or ($lock.step = 'registered' and $not($exists($lock.startedBy))) ? ${looksForNew.times} : 0`,
      }),
    ),

    // It may have broken off between registering the revision and writing it into the lock.
    [steps.leftRevision]: task(delivery, {
      call: "ecs:describeTaskDefinition",
      arguments: { TaskDefinition: jsonata`$revision = '' ? ${names.taskFamily} : $revision` },
      assign: {
        revision: jsonata`(
          $latest := $states.result.TaskDefinition;
          $image := $string($latest.ContainerDefinitions[Name = ${names.container}].Image);
          $revision != '' ? $revision :
            $digest != '' and $substringAfter($image, '@') = $digest and $latest.TaskDefinitionArn != $base ? $latest.TaskDefinitionArn : ''
        )`,
        looks: looksForUpdate.times,
      },
      next: "Look at the service left behind",
      otherwise: null,
    }),
    "Look at the service left behind": task(delivery, {
      call: "ecs:describeServices",
      arguments: { Cluster: names.cluster, Services: [names.service] },
      assign: {
        service: jsonata`${serviceFacts}`,
        deployment: deploymentOfRevision,
        deadline: jsonata`${now} + ${settings.rollout.limitSeconds * 1000}`,
        looks: jsonata`$looks - 1`,
      },
      next: "Had it changed the service?",
      otherwise: null,
    }),
    "Had it changed the service?": choice(
      [
        { when: code`$deployment != '' and $previous != ''`, next: steps.watch },
        { when: code`$lock.step = 'updating' and $looks > 0`, next: "Wait for its update to show" },
      ],
      endWith(
        "stopped",
        code`{'digest': $digest, 'execution': $stopped, 'left': ${left(delivery)}}`,
      ),
    ),
    "Wait for its update to show": wait(looksForUpdate.seconds, "Look at the service left behind"),
  };
}

/** What the execution had begun, by the step that it noted last. */
function left({ settings }: Delivery): Code {
  const snapshotting = snapshotsOf(settings)
    ? code`$lock.step = 'snapshotting'
  ? 'the lock; its snapshot ' & $snapshot & ' ' & $snapshotLeft & '; database and service were untouched'
  : `
    : code``;
  return code`(${snapshotting}$lock.step = 'updating'
  ? 'the lock; its migration, if there is one, was run, and no deployment of its revision is there: the service runs ' & $service.taskDefinition
  : $lock.step = 'migrating'
  ? 'the lock; its migration may have been run and has ended; the service was untouched'
  : 'the lock; the service was untouched')`;
}
