import type { Delivery } from "../../contract/delivery-settings";
import { choice, type States, wait } from "../asl";
import { code, jsonata, now } from "../jsonata";
import { logOf } from "../log-link";
import { rolloutFacts } from "../service-facts";
import { refusedByEcs, task } from "../task";
import { endWith, failureOf, steps } from "../transitions";
import { copyWithImage } from "./revision";

const readSecrets = "Read the secrets of what ran before";

/** Releases that are looked through for a revision that can still be used. */
const releasesLookedThrough = 25;

/**
 * A rollout that failed or took too long: why its tasks stopped, and the service back on what ran before. ECS goes back by
 * itself where it gave up; elsewhere, after a first release and after a rotation, the deployer puts it back.
 */
export function goBack(delivery: Delivery): States {
  const { names, settings } = delivery;
  const { rollout, rolloutAlarms } = settings;
  const gaveUp = rolloutAlarms
    ? code`$putBack in ['rollout-failed', 'rolled-back-by-alarm']`
    : code`$putBack = 'rollout-failed'`;
  const putBack = (next: string) =>
    task(delivery, {
      call: "ecs:updateService",
      arguments: jsonata`$merge([
        {'Cluster': ${names.cluster}, 'Service': ${names.service}, 'TaskDefinition': $backTo = '' ? $previous : $backTo},
        $first ? {'DesiredCount': 0} : {}
      ])`,
      assign: {
        detail: jsonata`$backTo = '' ? $detail : $merge([$detail, {'went back to': $backTo, 'because': $failure.cause}])`,
      },
      // A refusal is an answer; the next revision is tried at once.
      routes: [
        {
          errors: refusedByEcs,
          assign: failureOf,
          next,
        },
      ],
      next: "Watch it go back",
      otherwise: { assign: failureOf, next },
    });
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
      otherwise: { next: readSecrets },
    }),
    "Did any stop?": choice(
      [{ when: code`$count($states.input) > 0`, next: "Ask why they stopped" }],
      { next: readSecrets },
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
      next: readSecrets,
      otherwise: { next: readSecrets },
    }),

    // A rotation that was applied since would leave the revision that ran before with a password that no longer holds.
    [readSecrets]: task(delivery, {
      call: "ecs:describeTaskDefinition",
      arguments: { TaskDefinition: jsonata`$previous` },
      assign: {
        before: jsonata`(
          $container := $states.result.TaskDefinition.ContainerDefinitions[Name = ${names.container}];
          {'image': $container.Image, 'secrets': [$container.Secrets.{'name': Name, 'from': ValueFrom}]}
        )`,
      },
      next: "Read the newest secrets",
      otherwise: { next: "Does the service go back by itself?" },
    }),
    "Read the newest secrets": task(delivery, {
      call: "ecs:describeTaskDefinition",
      arguments: { TaskDefinition: jsonata`$revision`, Include: ["TAGS"] },
      output: jsonata`$states.result`,
      next: "Were they rotated since?",
      otherwise: { next: "Does the service go back by itself?" },
    }),
    "Were they rotated since?": choice(
      [
        {
          when: code`$not($first) and $count($filter($before.secrets, function($one) {
            $count($states.input.TaskDefinition.ContainerDefinitions[Name = ${names.container}].Secrets[Name = $one.name and ValueFrom != $one.from]) > 0
          })) > 0`,
          next: "Register what ran before with the newest secrets",
        },
      ],
      { next: "Does the service go back by itself?" },
    ),
    "Register what ran before with the newest secrets": task(delivery, {
      call: "ecs:registerTaskDefinition",
      arguments: jsonata`${copyWithImage(code`$states.input`, names.container, code`$before.image`)}`,
      assign: {
        backTo: jsonata`$states.result.TaskDefinition.TaskDefinitionArn`,
        failure: {
          error: "Rotated",
          cause: "the secrets were rotated since",
          step: "Were they rotated since?",
        },
      },
      next: "Put the service back on another revision",
      otherwise: { next: "Does the service go back by itself?" },
    }),
    "Does the service go back by itself?": choice(
      [
        // After a first release ECS would go back to the placeholder and start it over and over.
        {
          when: code`${gaveUp} and $not($rollout.mine.primary) and $not($first)`,
          next: "Watch it go back",
        },
      ],
      { next: steps.putBack },
    ),
    [steps.putBack]: putBack("Look at what ran before"),

    // A revision that is gone or denied: the same once more, then what was released before it.
    "Look at what ran before": task(delivery, {
      call: "ecs:describeTaskDefinition",
      arguments: { TaskDefinition: jsonata`$previous`, Include: ["TAGS"] },
      output: jsonata`$states.result`,
      next: "Register what ran before again",
      otherwise: { next: "List the releases" },
    }),
    "Register what ran before again": task(delivery, {
      call: "ecs:registerTaskDefinition",
      arguments: jsonata`${copyWithImage(
        code`$states.input`,
        names.container,
        code`$states.input.TaskDefinition.ContainerDefinitions[Name = ${names.container}].Image`,
      )}`,
      assign: { backTo: jsonata`$states.result.TaskDefinition.TaskDefinitionArn` },
      next: "Put the service back on another revision",
      otherwise: { next: "List the releases" },
    }),
    "Put the service back on another revision": putBack("Were the releases listed?"),
    "Were the releases listed?": choice(
      [{ when: code`$releasesListed`, next: "Is there another revision to go back to?" }],
      { next: "List the releases" },
    ),
    "List the releases": task(delivery, {
      call: "dynamodb:query",
      arguments: {
        TableName: names.delivery,
        KeyConditionExpression: "#kind = :kind",
        ProjectionExpression: "#revision",
        ExpressionAttributeNames: { "#kind": "kind", "#revision": "revision" },
        ExpressionAttributeValues: { ":kind": { S: "release" } },
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: releasesLookedThrough,
      },
      assign: {
        releasesListed: true,
        earlierRevisions: jsonata`$first ? [] : [$distinct($filter($states.result.Items.revision.S, function($one) {
          $one != '' and $one != $previous and $one != $revision
        }))]`,
      },
      next: "Is there another revision to go back to?",
      otherwise: null,
    }),
    "Is there another revision to go back to?": choice(
      [
        {
          when: code`$count($earlierRevisions) > 0`,
          assign: {
            backTo: jsonata`$earlierRevisions[0]`,
            earlierRevisions: jsonata`[$filter($earlierRevisions, function($one, $index) { $index > 0 })]`,
          },
          next: "Put the service back on another revision",
        },
      ],
      { next: steps.breakOff },
    ),
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
          ...endWith("rollout-timed-out", code`$detail`),
        },
        {
          when: code`$rollout.steady and $putBack = 'rollout-stopped'`,
          ...endWith("rollout-stopped", code`$detail`),
        },
        ...(rolloutAlarms
          ? [
              {
                when: code`$rollout.steady and $putBack = 'rolled-back-by-alarm'`,
                ...endWith("rolled-back-by-alarm", code`$detail`),
              },
            ]
          : []),
        { when: code`$rollout.steady`, ...endWith("rollout-failed", code`$detail`) },
        {
          when: code`($rollout.primary.state = 'FAILED' and $not($first)) or ${now} > $deadline`,
          ...endWith(
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
