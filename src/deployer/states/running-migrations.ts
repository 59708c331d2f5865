import type { DeliveryNames } from "../../contract/delivery-names";
import type { Delivery } from "../../contract/delivery-settings";
import { type Assign, type ChoiceRule, choice, type State, type States, wait } from "../asl";
import { type Code, code, emptyText, jsonata, now } from "../jsonata";
import { snapshotsOf } from "../snapshots";
import { type TaskOptions, task } from "../task";
import { endWith, failureOf, steps } from "../transitions";
import { checkBeforeSnapshot } from "./hold-and-window";

/** Why it is asked whether a migration runs; it decides where an answer leads. */
type MigrationSearch = "before" | "unanswered" | "timed-out" | "taken-over";

/** Tasks that are described at once: one is about 3 KB, and a state holds 256 KiB. */
const tasksPerPage = 25;

/**
 * How often, and how long between, an empty list is read again after a task may have been started: ECS shows it within
 * five minutes.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
 */
export const looksForNew = { times: 10, seconds: 30 } as const;

/** How often, and how long between, a task is stopped before it is given up: a container has up to two minutes to end. */
const stops = { times: 20, seconds: 15 } as const;

/** Begins a search. What is found may run until `limitSeconds` are over; then it is stopped. */
export function searchMigrations(
  search: MigrationSearch,
  options: { readonly limitSeconds: number; readonly looks?: string | number },
): { readonly assign: Assign; readonly next: string } {
  return {
    assign: {
      search,
      migrations: [],
      listed: "RUNNING",
      page: emptyText,
      unclear: false,
      looks: options.looks ?? 0,
      stopsLeft: stops.times,
      deadline: jsonata`${now} + ${options.limitSeconds * 1000}`,
    },
    next: steps.searchMigrations,
  };
}

/**
 * Whether a migration of this environment runs, whoever started it and for whichever digest: found by the name that each
 * was given before it started, not by what somebody noted afterwards. One that runs is waited for, then stopped, and only
 * one that has ended is believed to have ended.
 */
export function runningMigrations(delivery: Delivery): States {
  const { names, settings } = delivery;
  const { pollSeconds } = settings.migration;
  const read = (options: Omit<TaskOptions, "otherwise">): State =>
    task(delivery, { ...options, otherwise: { assign: failureOf, next: "May it fail here?" } });
  return {
    [steps.searchMigrations]: read({
      call: "ecs:listTasks",
      arguments: jsonata`$merge([
        {'Cluster': ${names.cluster}, 'Family': ${names.taskFamily}, 'DesiredStatus': $listed, 'MaxResults': ${tasksPerPage}},
        $page = '' ? {} : {'NextToken': $page}
      ])`,
      assign: { page: jsonata`$string($states.result.NextToken) & ''` },
      output: jsonata`[$states.result.TaskArns]`,
      next: "Is any task listed?",
    }),
    "Is any task listed?": choice(
      [{ when: code`$count($states.input) > 0`, next: "Which of them migrate?" }],
      { next: "Is there another page of tasks?" },
    ),
    "Which of them migrate?": read({
      call: "ecs:describeTasks",
      arguments: { Cluster: names.cluster, Tasks: jsonata`$states.input` },
      assign: {
        migrations: jsonata`[$append($migrations, $filter($states.result.Tasks, function($task) {
          $substring($string($task.StartedBy) & '', 0, ${migrationPrefix.length}) = ${migrationPrefix} and $task.LastStatus != 'STOPPED'
        }).TaskArn)]`,
        // Once the one that was to be started is seen, running or stopped, no further look is needed.
        looks: jsonata`${seen} ? 0 : $looks`,
        migrationTask: jsonata`${seen} ? $states.result.Tasks[StartedBy = $startedBy][0].TaskArn : $migrationTask`,
        unclear: jsonata`$unclear or $count($states.result.Tasks) < $count($states.input)`,
      },
      next: "Is there another page of tasks?",
    }),
    "Is there another page of tasks?": choice(
      [
        { when: code`$page != ''`, next: steps.searchMigrations },
        // Tasks that are to stop, and may still be at work.
        {
          when: code`$listed = 'RUNNING'`,
          assign: { listed: "STOPPED" },
          next: steps.searchMigrations,
        },
      ],
      { next: "Does a migration run?" },
    ),
    "Does a migration run?": choice(
      [
        ...whereMigrated(settings, [
          {
            when: code`$search = 'unanswered' and $migrationTask != ''`,
            next: steps.migrationStarted,
          },
        ]),
        { when: code`$count($migrations) > 0`, next: "Is it to be stopped?" },
        // A task that is listed and not described may be one.
        {
          when: code`$unclear and $stopsLeft > 0`,
          assign: { stopsLeft: jsonata`$stopsLeft - 1`, unclear: false },
          next: "Wait before the next look",
        },
        { when: code`$unclear`, assign: doesNotEnd, next: "What does not end?" },
        {
          when: code`$looks > 0`,
          assign: { looks: jsonata`$looks - 1` },
          next: "Wait before the next look",
        },
      ],
      { next: "Where does it go on?" },
    ),
    "Wait before the next look": wait(looksForNew.seconds, "Look again"),
    "Look again": {
      Type: "Pass",
      Assign: { listed: "RUNNING", page: emptyText, migrations: [] },
      Output: {},
      Next: steps.searchMigrations,
    },

    "Is it to be stopped?": choice(
      [
        { when: code`${now} <= $deadline`, next: "Wait for the migration that runs" },
        {
          when: code`$stopsLeft > 0`,
          assign: { stopsLeft: jsonata`$stopsLeft - 1` },
          next: "Stop the migration that runs",
        },
      ],
      { assign: doesNotEnd, next: "What does not end?" },
    ),
    "Wait for the migration that runs": wait(pollSeconds, "Look at the migration that runs"),
    "Stop the migration that runs": task(delivery, {
      call: "ecs:stopTask",
      arguments: {
        Cluster: names.cluster,
        Task: jsonata`$migrations[0]`,
        Reason: "Its time is over, or the deployment that started it.",
      },
      // It is asked again by the next round, not by this call.
      routes: [{ errors: ["States.TaskFailed"], next: "Wait for it to stop" }],
      next: "Wait for it to stop",
      otherwise: { next: "Wait for it to stop" },
    }),
    "Wait for it to stop": wait(stops.seconds, "Look at the migration that runs"),
    "Look at the migration that runs": task(delivery, {
      call: "ecs:describeTasks",
      arguments: { Cluster: names.cluster, Tasks: jsonata`[$migrations]` },
      assign: {
        migrations: jsonata`[$filter($migrations, function($one) {
          $count($states.result.Tasks[TaskArn = $one and LastStatus = 'STOPPED']) = 0
        })]`,
      },
      routes: [{ errors: ["States.TaskFailed"], next: "Has every one ended?" }],
      next: "Has every one ended?",
      otherwise: { next: "Has every one ended?" },
    }),
    // Ended ones are proved by another list: there may be more.
    "Has every one ended?": choice([{ when: code`$count($migrations) = 0`, next: "Look again" }], {
      next: "Is it to be stopped?",
    }),

    "Where does it go on?": choice(
      [
        ...whereMigrated(settings, [
          {
            when: code`$search = 'before'`,
            next: snapshotsOf(settings)
              ? checkBeforeSnapshot(delivery, steps.snapshot).first
              : steps.startMigration,
          },
          { when: code`$search = 'timed-out'`, next: steps.migrationTimedOut },
          { when: code`$search = 'unanswered'`, next: steps.migrationNotStarted },
        ]),
      ],
      { next: steps.leftRevision },
    ),
    "What does not end?": choice(
      [
        ...whereMigrated(settings, [
          {
            when: code`$search = 'before'`,
            ...endWith("migration-running", code`{'digest': $digest, 'tasks': $failure.cause}`),
          },
        ]),
      ],
      { next: steps.breakOff },
    ),
    // Before anything was started an error ends the run; afterwards it must not free the lock.
    "May it fail here?": choice([{ when: code`$search = 'before'`, next: steps.awsFailed }], {
      next: steps.breakOff,
    }),
    [steps.breakOff]: {
      Type: "Fail",
      Error: jsonata`$failure.error`,
      Cause: jsonata`$failure.step & ': ' & $failure.cause`,
    },
  };
}

/** Without a migration of its own a machine searches only for what another version left behind. */
function whereMigrated(
  { migrationCommand }: Delivery["settings"],
  rules: readonly ChoiceRule[],
): readonly ChoiceRule[] {
  return migrationCommand === null ? [] : rules;
}

const seen = code`($startedBy != '' and $startedBy in $states.result.Tasks.StartedBy)`;

const doesNotEnd: Assign = {
  failure: jsonata`{
    'error': 'Slipway.MigrationDoesNotEnd',
    'cause': $join($migrations, ', '),
    'step': $states.context.State.Name
  }`,
};

/** How the `startedBy` of every migration begins, also of those that an earlier version started. */
const migrationPrefix = "slipway-migration";

/**
 * The `startedBy` of this execution's migration to `$digest`: by it the task is found again, whatever became of who started
 * it. At most 125 of its 128 characters are used, since an environment's name has no more than 33; letters, digits,
 * hyphens, slashes and underscores are all that it takes.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
 */
export function migrationName({ environment }: DeliveryNames): Code {
  return code`(${`${migrationPrefix}/${environment}/`} & $substringAfter($digest, ':') & '/' & $substring($hash($states.context.Execution.Id, 'SHA-256'), 0, 8))`;
}
