import type { PolicyStatement } from "../base/policy";
import { addressesOf } from "../contract/delivery-names";
import type { Delivery } from "../contract/delivery-settings";
import { type DrillCheck, drillLimitSeconds } from "../contract/drill-check";
import { placeholderDigest } from "../contract/images";
import { drillStreamPrefix } from "../contract/one-off-tasks";
import { choice, pass, wait } from "./asl";
import { code, emptyText, jsonata, now } from "./jsonata";
import type { Machine } from "./machine";
import { serviceFacts, startedTask, whyNotStarted } from "./service-facts";
import { refusedByEcs, task } from "./task";

/** Fields of the running container that the command's container goes without: the application's secrets, and what belongs to a service. */
const leftOut = ["DependsOn", "HealthCheck", "MountPoints", "PortMappings", "Secrets"] as const;

/**
 * The machine that runs a drill's command, as a task of the image that runs, in the service's network. Its input is the ARN of a secret; with another one than
 * a drill's the task does not start, because its role may read no other. So whoever may start it runs this command and no other, and reads no data. It answers how the
 * command ended. Its revision is deregistered, and its task stopped at the limit, whether or not anybody still waits for the answer.
 */
export function drillMachine(delivery: Delivery, check: DrillCheck): Machine {
  const { names } = delivery;
  const { family, command, variable, limitSeconds, pollSeconds } = check;
  const error = jsonata`$states.errorOutput.Error & ': ' & $states.errorOutput.Cause`;
  const ended = (reason: string) => ({ assign: { reason }, next: "Ended" });
  const beforeAnything = ended(error);
  const onceRegistered = { assign: { reason: error }, next: "Deregister the revision" };
  return {
    Comment: `Reads what a drill of ${names.environment} restored`,
    QueryLanguage: "JSONata",
    TimeoutSeconds: drillLimitSeconds(check),
    StartAt: "Read the input",
    States: {
      "Read the input": pass({
        assign: {
          secretArn: jsonata`$string($states.context.Execution.Input.secretArn) & ''`,
          revision: emptyText,
          task: emptyText,
          exitCode: "none",
          reason: emptyText,
          stopped: false,
        },
        next: "Look at the service",
      }),
      "Look at the service": task(delivery, {
        call: "ecs:describeServices",
        arguments: { Cluster: names.cluster, Services: [names.service] },
        assign: { service: jsonata`${serviceFacts}` },
        next: "Does the service exist?",
        otherwise: beforeAnything,
      }),
      "Does the service exist?": choice(
        [{ when: code`$service.active`, next: "Look at what it runs" }],
        ended(`ECS does not say what the service ${names.service} runs`),
      ),
      "Look at what it runs": task(delivery, {
        call: "ecs:describeTaskDefinition",
        arguments: { TaskDefinition: jsonata`$service.taskDefinition` },
        output: jsonata`$states.result.TaskDefinition`,
        next: "Was anything released?",
        otherwise: beforeAnything,
      }),
      "Was anything released?": {
        ...choice(
          [
            {
              when: code`$contains($string($states.input.ContainerDefinitions[Name = ${names.container}].Image), ${placeholderDigest})`,
              ...ended("nothing was released yet, so there is no image that could read it"),
            },
          ],
          { next: "Register the revision" },
        ),
        Output: jsonata`$states.input`,
      },
      "Register the revision": task(delivery, {
        call: "ecs:registerTaskDefinition",
        arguments: jsonata`(
          $runs := $states.input;
          $container := $runs.ContainerDefinitions[Name = ${names.container}];
          $merge([
            $sift($runs, function($value, $field) { $field in ['Cpu', 'Memory', 'RuntimePlatform', 'NetworkMode', 'RequiresCompatibilities'] }),
            {
              'Family': ${family},
              'ExecutionRoleArn': ${check.executionRoleArn},
              'ContainerDefinitions': [$merge([
                $sift($container, function($value, $field) { $not($field in ${leftOut}) }),
                {
                  'Command': ${command},
                  'Environment': [$filter($container.Environment, function($one) { $one.Name != ${variable} })],
                  'Secrets': [{'Name': ${variable}, 'ValueFrom': $secretArn}],
                  'LogConfiguration': $merge([$container.LogConfiguration, {
                    'Options': $merge([$container.LogConfiguration.Options, {'awslogs-stream-prefix': ${drillStreamPrefix}}])
                  }])
                }
              ])]
            }
          ])
        )`,
        assign: { revision: jsonata`$states.result.TaskDefinition.TaskDefinitionArn` },
        next: "Start the command",
        otherwise: beforeAnything,
      }),
      "Start the command": task(delivery, {
        call: "ecs:runTask",
        arguments: jsonata`$merge([$service.placement, {
          'Cluster': ${names.cluster},
          'TaskDefinition': $revision,
          'ClientToken': $hash($states.context.Execution.Id, 'SHA-256'),
          'StartedBy': 'slipway-drill'
        }])`,
        assign: {
          task: startedTask,
          reason: whyNotStarted,
          deadline: jsonata`${now} + ${limitSeconds * 1000}`,
        },
        routes: [
          {
            errors: refusedByEcs,
            ...onceRegistered,
          },
        ],
        next: "Did it start?",
        otherwise: onceRegistered,
      }),
      "Did it start?": choice([{ when: code`$task != ''`, next: "Watch the command" }], {
        next: "Deregister the revision",
      }),
      "Watch the command": task(delivery, {
        call: "ecs:describeTasks",
        arguments: { Cluster: names.cluster, Tasks: [jsonata`$task`] },
        assign: {
          exitCode: jsonata`(
            $container := $states.result.Tasks[0].Containers[Name = ${names.container}];
            $states.result.Tasks[0].LastStatus = 'STOPPED' and $exists($container.ExitCode) ? $string($container.ExitCode) : 'none'
          )`,
          reason: jsonata`$trim($string($states.result.Tasks[0].StoppedReason) & ' ' & $string($states.result.Tasks[0].Containers[Name = ${names.container}].Reason))`,
        },
        output: jsonata`{'ended': $states.result.Tasks[0].LastStatus = 'STOPPED'}`,
        next: "Has it ended?",
        // It runs on whether it can be seen or not: it is looked at again until its time is over.
        otherwise: { next: "Has it ended?" },
      }),
      "Has it ended?": choice(
        [
          { when: code`$states.input.ended = true`, next: "Deregister the revision" },
          { when: code`${now} > $deadline and $not($stopped)`, next: "Stop the command" },
        ],
        { next: "Wait for the command" },
      ),
      "Wait for the command": wait(pollSeconds, "Watch the command"),
      "Stop the command": task(delivery, {
        call: "ecs:stopTask",
        arguments: {
          Cluster: names.cluster,
          Task: jsonata`$task`,
          Reason: `The command did not end within ${limitSeconds} seconds.`,
        },
        assign: { stopped: true },
        next: "Wait for the command",
        otherwise: { next: "Wait for the command" }, // and asked again
      }),
      "Deregister the revision": task(delivery, {
        call: "ecs:deregisterTaskDefinition",
        arguments: { TaskDefinition: jsonata`$revision` },
        next: "Ended",
        otherwise: { next: "Ended" }, // an active revision of this family costs nothing, and nobody runs it
      }),
      Ended: {
        Type: "Pass",
        Output: jsonata`{'task': $task, 'exitCode': $stopped ? 'none' : $exitCode, 'reason': $reason}`,
        End: true,
      },
    },
  };
}

/** What that machine may do, and exactly that: a test compares the two. */
export function drillPolicy({ names }: Delivery, check: DrillCheck): PolicyStatement[] {
  const { clusterArn, serviceArn, taskArns } = addressesOf(names);
  const thisCluster = { ArnEquals: { "ecs:cluster": clusterArn } };
  return [
    { Sid: "SeeTheService", Effect: "Allow", Action: "ecs:DescribeServices", Resource: serviceArn },
    // These know no resource; what limits a revision are the roles that may be passed.
    {
      Sid: "RegisterRevisions",
      Effect: "Allow",
      Action: [
        "ecs:DeregisterTaskDefinition",
        "ecs:DescribeTaskDefinition",
        "ecs:RegisterTaskDefinition",
      ],
      Resource: "*",
    },
    {
      Sid: "PassTheTasksRole",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: check.executionRoleArn,
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
    {
      Sid: "RunTheCommand",
      Effect: "Allow",
      Action: "ecs:RunTask",
      Resource: check.familyArns,
      Condition: thisCluster,
    },
    {
      Sid: "WatchAndStopIt",
      Effect: "Allow",
      Action: ["ecs:DescribeTasks", "ecs:StopTask"],
      Resource: taskArns,
      Condition: thisCluster,
    },
  ];
}
