import type { Delivery } from "../../contract/delivery-settings";
import type { States } from "../asl";
import { choice, wait } from "../control";
import { code, jsonata, now } from "../jsonata";
import { logOf } from "../log-link";
import { rolloutFacts } from "../rollout-facts";
import { steps } from "../steps";
import { task } from "../task";
import { tell } from "../tell";

/**
 * A rollout that failed or took too long: why its tasks stopped, and the service back on what ran before. ECS goes back by
 * itself where it gave up; elsewhere, and after a first release, the deployer puts it back.
 */
export function goBack(delivery: Delivery): States {
  const { names, settings } = delivery;
  const { rollout } = settings;
  return {
    [steps.goBack]: task(delivery, {
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
    "Watch it go back": task(delivery, {
      call: "ecs:describeServices",
      arguments: { Cluster: names.cluster, Services: [names.service] },
      assign: { rollout: jsonata`${rolloutFacts}` },
      next: "Is it steady again?",
      otherwise: null,
    }),
    "Is it steady again?": choice(
      [
        {
          when: code`$rollout.steady and $putBack = 'rollout-timed-out'`,
          ...tell("rollout-timed-out", code`$detail`),
        },
        {
          when: code`$rollout.steady and $putBack = 'rollout-stopped'`,
          ...tell("rollout-stopped", code`$detail`),
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
