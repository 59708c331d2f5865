import type { Delivery } from "../../contract/delivery-settings";
import { type ChoiceRule, choice, pass, type States, wait } from "../asl";
import { type Code, code, emptyText, jsonata, now } from "../jsonata";
import { noteInLock } from "../lock";
import { logOf } from "../log-link";
import { startedTask, whyNotStarted } from "../service-facts";
import { attempt, isShortage, isThrottled, mostAttempts } from "../shortage";
import { snapshotsOf } from "../snapshots";
import { task } from "../task";
import { endWith, failureOf, partial, steps } from "../transitions";
import { checkBeforeMigration, checkBeforeUpdate } from "./hold-and-window";
import { looksForNew, migrationName, searchMigrations } from "./running-migrations";

/**
 * The migration, as one task of the new image in the service's own network, before the service changes, and never beside
 * another one. That it starts is noted before it does. The client token makes a repeated call the same task; a call without
 * an answer is followed by a search for it. A rollback runs none: migrations only go forward.
 */
export function migrate(delivery: Delivery): States {
  const { names, settings } = delivery;
  const { migrationCommand, migration } = settings;
  const noteMigration = "Note that the migration starts";
  const proveTheLock = steps.proveLock;
  const mayMigrate = checkBeforeMigration(delivery, noteMigration);
  const mayUpdate = checkBeforeUpdate(delivery, migrated, proveTheLock);
  const toUpdate = noteInLock(delivery, { step: "updating" }, steps.update, {
    lost: endWith("lock-lost", code`$merge([{'digest': $digest}, ${migrated}])`),
    otherwise: { assign: failureOf, next: steps.updateFailed },
  });
  if (migrationCommand === null) {
    return {
      [steps.migrate]:
        mayUpdate.first === proveTheLock
          ? pass({ next: proveTheLock })
          : choice([{ when: code`$rollback`, next: proveTheLock }], { next: mayUpdate.first }),
      ...mayUpdate.states,
      [proveTheLock]: toUpdate,
    };
  }
  const about = code`{'digest': $digest, 'revision': $revision, 'task': $migrationTask}`;
  const unanswered = (looks: number) => {
    const { assign, next } = searchMigrations("unanswered", { ...migration, looks });
    return { assign: { ...failureOf, ...assign }, next };
  };
  const log = logOf({ names, task: code`$migrationTask` });
  return {
    [steps.migrate]: choice(
      [
        {
          when: code`$rollback`,
          next: snapshotsOf(settings) ? steps.rollbackSnapshot : proveTheLock,
        },
      ],
      searchMigrations("before", migration),
    ),
    [steps.startMigration]: pass({
      assign: { startedBy: jsonata`${migrationName(names)}`, migrationTask: emptyText },
      next: mayMigrate.first,
    }),
    ...mayMigrate.states,
    ...mayUpdate.states,
    [noteMigration]: noteInLock(
      delivery,
      { step: "migrating", startedBy: jsonata`$startedBy` },
      "Start the migration",
    ),
    "Start the migration": task(delivery, {
      call: "ecs:runTask",
      arguments: jsonata`$merge([$service.placement, {
        'Cluster': ${names.cluster},
        'TaskDefinition': $revision,
        'ClientToken': $hash($states.context.Execution.Id & $digest, 'SHA-256'),
        'StartedBy': $startedBy,
        'Overrides': {'ContainerOverrides': [{'Name': ${names.container}, 'Command': ${migrationCommand}}]}
      }])`,
      assign: {
        migrationTask: startedTask,
        deadline: jsonata`${now} + ${migration.limitSeconds * 1000}`,
      },
      output: whyNotStarted,
      // An earlier try may have started it all the same.
      routes: [{ errors: refusals, ...unanswered(0) }],
      next: "Did it start?",
      otherwise: unanswered(looksForNew.times),
    }),
    "Did it start?": choice(
      [
        { when: code`$migrationTask != ''`, next: steps.migrationStarted },
        // Neither a task nor a failure: it may run all the same.
        {
          when: code`$states.input = ''`,
          assign: {
            ...unanswered(looksForNew.times).assign,
            ...partial("RunTask answered neither a task nor a failure").assign,
          },
          next: unanswered(looksForNew.times).next,
        },
        ...notStarted(
          code`true`,
          code`$states.input`,
          code`{'digest': $digest, 'revision': $revision, 'reason': $states.input}`,
        ),
      ],
      { next: steps.awsFailed },
    ),
    [steps.migrationNotStarted]: choice(
      [
        ...notStarted(
          code`($failure.error in ${refusals.map((name) => `Ecs.${name}`)} or ${isThrottled(code`$failure.error`)})`,
          code`($failure.error & ' ' & $failure.cause)`,
          code`{'digest': $digest, 'revision': $revision, 'reason': $failure.cause}`,
        ),
      ],
      { next: steps.awsFailed },
    ),
    // It would be found without this note; whoever lost the lock learns it before the service changes.
    [steps.migrationStarted]: noteInLock(
      delivery,
      { step: "migrating", migrationTask: jsonata`$migrationTask` },
      "Watch the migration",
      { lost: { next: "Watch the migration" }, otherwise: { next: "Watch the migration" } },
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
      // It runs on whether it can be seen or not: it is looked at again until its time is over.
      otherwise: { next: "Has the migration ended?" },
    }),
    "Has the migration ended?": choice(
      [
        {
          when: code`$states.input.status = 'STOPPED' and $states.input.exitCode = '0'`,
          next: mayUpdate.first,
        },
        ...notStarted(
          code`$states.input.status = 'STOPPED' and $states.input.exitCode = 'none'`,
          code`$states.input.reason`,
          code`$merge([${about}, {'reason': $states.input.reason}])`,
        ),
        {
          when: code`$states.input.status = 'STOPPED'`,
          ...endWith(
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
      next: "Make sure that it ends",
      otherwise: { next: "Make sure that it ends" },
    }),
    "Make sure that it ends": pass(searchMigrations("timed-out", { limitSeconds: 0 })),
    [steps.migrationTimedOut]: pass(
      endWith(
        "migration-timed-out",
        code`$merge([${about}, {'limit': ${`${migration.limitSeconds} seconds`}}, ${log}])`,
      ),
    ),
    [proveTheLock]: toUpdate,
  };
}

/** A task that did not start; for want of something that comes back by itself it is tried again, but not for ever. */
function notStarted(when: Code, reason: Code, about: Code): readonly ChoiceRule[] {
  const attempts = code`$string(${attempt}) & ' of ' & ${String(mostAttempts)}`;
  return [
    {
      when: code`${when} and ${isShortage(reason)} and ${attempt} < ${mostAttempts}`,
      ...endWith("no-capacity", code`$merge([${about}, {'attempt': ${attempts}}])`),
    },
    { when, ...endWith("migration-not-started", about) },
  ];
}

/** What there is to say of a migration once it was run. */
export const migrated: Code = code`($migrationTask = '' ? {} : {'migration': 'it was run, as ' & $migrationTask})`;

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
