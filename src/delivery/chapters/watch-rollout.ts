import { choice, code, jsonata, now, type States, task, wait } from "../asl";
import { logOf } from "../log-link";
import type { Delivery } from "../settings";
import { steps } from "../steps";
import { tell } from "../tell";

/**
 * The rollout to its end, by the id of its deployment: ECS calls a service steady also when it rolled back. From the
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
        {
          when: code`$rollout.mine.primary and $rollout.mine.state = 'COMPLETED'`,
          next: steps.finish,
        },
        {
          when: code`$rollout.mine.state = 'FAILED' or ($not($rollout.mine.primary) and $rollout.isBack)`,
          assign: {
            putBack: "rollout-failed",
            detail: jsonata`$merge([${about}, {'reason': $rollout.mine.reason}])`,
            deadline: jsonata`${now} + ${rollout.limitSeconds * 1000}`,
          },
          next: "List the tasks that stopped",
        },
        {
          when: code`$not($rollout.mine.primary)`,
          ...tell(
            "superseded",
            code`$merge([${about}, {'runs now': $rollout.primary.taskDefinition}])`,
          ),
        },
        {
          when: code`${now} > $deadline`,
          assign: {
            putBack: "rollout-timed-out",
            detail: jsonata`$merge([${about}, {'limit': ${`${rollout.limitSeconds} seconds`}}])`,
            deadline: jsonata`${now} + ${rollout.limitSeconds * 1000}`,
          },
          next: "List the tasks that stopped",
        },
      ],
      { next: "Wait for the rollout" },
    ),
    "Wait for the rollout": wait(rollout.pollSeconds, steps.watch),

    "List the tasks that stopped": task(delivery, {
      call: "ecs:listTasks",
      arguments: {
        Cluster: names.cluster,
        ServiceName: names.service,
        DesiredStatus: "STOPPED",
        MaxResults: 10,
      },
      output: jsonata`[$states.result.TaskArns]`,
      next: "Did any stop?",
      otherwise: { next: "Does the service go back by itself?" },
    }),
    "Did any stop?": choice(
      [{ when: code`$count($states.input) > 0`, next: "Ask why they stopped" }],
      {
        next: "Does the service go back by itself?",
      },
    ),
    "Ask why they stopped": task(delivery, {
      call: "ecs:describeTasks",
      arguments: { Cluster: names.cluster, Tasks: jsonata`$states.input` },
      assign: {
        detail: jsonata`(
          $task := $filter($states.result.Tasks, function($task) { $task.TaskDefinitionArn = $revision })[0];
          $container := $task.Containers[Name = ${names.container}];
          $exists($task) ? $merge([$detail, {
            'task': $task.TaskArn,
            'stopped because': $string($task.StoppedReason) & ($exists($container.Reason) ? ' ' & $container.Reason : ''),
            'exit code': $exists($container.ExitCode) ? $string($container.ExitCode) : 'none'
          }, ${logOf({ names, task: code`$task.TaskArn` })}]) : $detail
        )`,
      },
      next: "Does the service go back by itself?",
      otherwise: { next: "Does the service go back by itself?" },
    }),
    "Does the service go back by itself?": choice(
      [
        // After a first release ECS would go back to the placeholder and start it over and over.
        {
          when: code`$putBack = 'rollout-failed' and $not($rollout.mine.primary) and $not($first)`,
          next: "Watch it go back",
        },
      ],
      { next: steps.putBack },
    ),
    [steps.putBack]: task(delivery, {
      call: "ecs:updateService",
      arguments: jsonata`$merge([
        {'Cluster': ${names.cluster}, 'Service': ${names.service}, 'TaskDefinition': $previous},
        $first ? {'DesiredCount': 0} : {}
      ])`,
      next: "Watch it go back",
      otherwise: null,
    }),
    "Watch it go back": task(delivery, { ...describe, next: "Is it steady again?" }),
    "Is it steady again?": choice(
      [
        {
          when: code`$rollout.steady and $putBack = 'rollout-timed-out'`,
          ...tell("rollout-timed-out", code`$detail`),
        },
        { when: code`$rollout.steady`, ...tell("rollout-failed", code`$detail`) },
        {
          when: code`($rollout.primary.state = 'FAILED' and $not($first)) or ${now} > $deadline`,
          ...tell(
            "rollback-unfinished",
            code`$merge([$detail, {'state': $rollout.primary.state}])`,
          ),
        },
      ],
      { next: "Wait for it to go back" },
    ),
    "Wait for it to go back": wait(rollout.pollSeconds, "Watch it go back"),
  };
}

/**
 * Our deployment and the primary one. `isBack`: the primary is what ran before, or says that it rolls back. `steady`: it
 * completed, and is not ours; after a first release, no task runs.
 */
const rolloutFacts = code`(
  $service := $states.result.Services[0];
  $deployments := $service.Deployments;
  $primary := $deployments[Status = 'PRIMARY'][0];
  $mine := $deployments[Id = $deployment][0];
  $text := function($value) { $exists($value) ? $string($value) : '' };
  {
    'mine': {
      'primary': $exists($mine) and $mine.Status = 'PRIMARY',
      'state': $text($mine.RolloutState),
      'reason': $text($mine.RolloutStateReason)
    },
    'primary': {'taskDefinition': $text($primary.TaskDefinition), 'state': $text($primary.RolloutState)},
    'isBack': $primary.TaskDefinition = $previous or $contains($lowercase($text($primary.RolloutStateReason)), 'roll') and $contains($lowercase($text($primary.RolloutStateReason)), 'back'),
    'steady': $primary.Id != $deployment and ($first
      ? $service.DesiredCount = 0 and $service.RunningCount = 0 and $service.PendingCount = 0
      : $primary.RolloutState = 'COMPLETED')
  }
)`;
