import type { Delivery } from "../../contract/delivery-settings";
import type { States } from "../asl";
import { choice, wait } from "../control";
import { code, jsonata, now } from "../jsonata";
import { noteInLock } from "../lock";
import { logOf } from "../log-link";
import { steps } from "../steps";
import { task } from "../task";
import { awsFailed, tell } from "../tell";

/**
 * The migration, as one task of the new image in the service's own network, before the service changes. The client
 * token makes a repeated call the same task. A rollback runs none: migrations only go forward.
 */
export function migrate(delivery: Delivery): States {
  const { names, settings } = delivery;
  const { migrationCommand, migration } = settings;
  const toUpdate = noteInLock(delivery, { step: "updating" }, steps.update);
  if (migrationCommand === null) {
    return {
      [steps.migrate]: { Type: "Pass", Output: {}, Next: "Prove that the lock is ours" },
      "Prove that the lock is ours": toUpdate,
    };
  }
  const about = code`{'digest': $digest, 'revision': $revision, 'task': $migrationTask}`;
  const log = logOf({ names, task: code`$migrationTask` });
  return {
    [steps.migrate]: choice([{ when: code`$rollback`, next: "Prove that the lock is ours" }], {
      next: "Start the migration",
    }),
    "Start the migration": task(delivery, {
      call: "ecs:runTask",
      arguments: jsonata`$merge([$service.placement, {
        'Cluster': ${names.cluster},
        'TaskDefinition': $revision,
        'ClientToken': $hash($states.context.Execution.Id & $digest, 'SHA-256'),
        'StartedBy': 'slipway-migration',
        'Overrides': {'ContainerOverrides': [{'Name': ${names.container}, 'Command': ${migrationCommand}}]}
      }])`,
      assign: {
        migrationTask: jsonata`$string($states.result.Tasks[0].TaskArn) & ''`,
        deadline: jsonata`${now} + ${migration.limitSeconds * 1000}`,
      },
      output: jsonata`$trim($string($states.result.Failures[0].Reason) & ' ' & $string($states.result.Failures[0].Detail))`,
      routes: [
        {
          errors: refusals,
          ...tell(
            "migration-not-started",
            code`{'digest': $digest, 'revision': $revision, 'reason': $states.errorOutput.Cause}`,
          ),
        },
      ],
      next: "Did it start?",
      otherwise: awsFailed,
    }),
    "Did it start?": choice(
      [{ when: code`$migrationTask != ''`, next: "Note the migration in the lock" }],
      tell(
        "migration-not-started",
        code`{'digest': $digest, 'revision': $revision, 'reason': $states.input}`,
      ),
    ),
    "Note the migration in the lock": noteInLock(
      delivery,
      { step: "migrating", migrationTask: jsonata`$migrationTask` },
      "Watch the migration",
    ),
    "Watch the migration": task(delivery, {
      call: "ecs:describeTasks",
      arguments: { Cluster: names.cluster, Tasks: [jsonata`$migrationTask`] },
      output: jsonata`(
        $task := $states.result.Tasks[0];
        $container := $task.Containers[Name = ${names.container}];
        {
          'status': $string($task.LastStatus) & '',
          'exitCode': $exists($container.ExitCode) ? $string($container.ExitCode) : 'none',
          'reason': $string($task.StoppedReason) & ($exists($container.Reason) ? ' ' & $container.Reason : '')
        }
      )`,
      next: "Has the migration ended?",
      otherwise: awsFailed,
    }),
    "Has the migration ended?": choice(
      [
        {
          when: code`$states.input.status = 'STOPPED' and $states.input.exitCode = '0'`,
          next: "Prove that the lock is ours",
        },
        {
          when: code`$states.input.status = 'STOPPED' and $states.input.exitCode = 'none'`,
          ...tell(
            "migration-not-started",
            code`$merge([${about}, {'reason': $states.input.reason}])`,
          ),
        },
        {
          when: code`$states.input.status = 'STOPPED'`,
          ...tell(
            "migration-failed",
            code`$merge([${about}, {'exit code': $states.input.exitCode, 'reason': $states.input.reason}, ${log}])`,
          ),
        },
        { when: code`${now} > $deadline`, next: "Stop the migration" },
      ],
      { next: "Wait for the migration" },
    ),
    "Wait for the migration": wait(migration.pollSeconds, "Watch the migration"),
    "Stop the migration": task(delivery, {
      call: "ecs:stopTask",
      arguments: {
        Cluster: names.cluster,
        Task: jsonata`$migrationTask`,
        Reason: `The migration did not end within ${migration.limitSeconds} seconds.`,
      },
      ...(({ assign, next }) => ({ assign, next }))(
        tell(
          "migration-timed-out",
          code`$merge([${about}, {'limit': ${`${migration.limitSeconds} seconds`}}, ${log}])`,
        ),
      ),
      otherwise: awsFailed,
    }),
    "Prove that the lock is ours": toUpdate,
  };
}

/** RunTask's errors that say that this task cannot start. */
const refusals = [
  "AccessDeniedException",
  "BlockedException",
  "ClientException",
  "ConflictException",
  "InvalidParameterException",
  "PlatformTaskDefinitionIncompatibilityException",
  "PlatformUnknownException",
  "UnsupportedFeatureException",
];
