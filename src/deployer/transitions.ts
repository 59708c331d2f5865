import { type OutcomeKind, outcomeOf } from "../contract/outcomes";
import type { Assign } from "./asl";
import { type Code, code, jsonata } from "./jsonata";

/** Names of the states that another phase leads to. A phase knows where it leads, not what the next one does. */
export const steps = {
  readInput: "Read the input",
  readBrokenOff: "Read what broke off",
  look: "Look at the service",
  find: "Find the image",
  list: "List the images",
  awaitTag: "Was its tag waited for?",
  choose: "Are there more images?",
  manifest: "Read what it is",
  lock: "Take the lock",
  leftLock: "Look for a lock left behind",
  takeOver: "Read the lock left behind",
  leftBehind: "Search for a migration left behind",
  leftRevision: "Look at the revision left behind",
  compare: "Read the earlier decision",
  waivers: "Read the waivers",
  gate: "Read the scan",
  lookUp: "Look up the findings",
  judge: "Judge the scan",
  admitted: "Is it to run or only to be completed?",
  register: "Read the latest revision",
  migrate: "Is there a migration to run?",
  snapshot: "Look at the database",
  oldSnapshots: "Read what snapshots are needed for",
  rollbackSnapshot: "Look for the snapshot of the data before",
  leftSnapshot: "Was a snapshot begun?",
  searchMigrations: "List the environment's tasks",
  startMigration: "Name the migration",
  migrationStarted: "Note the migration in the lock",
  migrationNotStarted: "Was it refused?",
  migrationTimedOut: "Report that the migration timed out",
  proveLock: "Prove that the lock is ours",
  update: "Update the service",
  updateFailed: "Report that the service was not updated",
  readAlarms: "Read the alarms of the rollout",
  watch: "Watch the rollout",
  findAlarm: "List the rollouts that were given up",
  goBack: "List the tasks that stopped",
  putBack: "Put the service back",
  finish: "Read the manifest",
  awsFailed: "Name the error",
  breakOff: "Break off",
  close: "Close the run",
  record: "Is there something to record?",
  unlock: "Is the lock to be released?",
  figures: "Are there figures to publish?",
  ownWork: "Is its own work still to do?",
} as const;

/** Ends the run with this outcome; `detail` is JSONata for an object of texts, what there is to say about it. */
export function endWith(
  kind: OutcomeKind,
  detail: Code = code`{}`,
): { readonly assign: Assign; readonly next: string } {
  const { leaves: _, ...outcome } = outcomeOf(kind); // no state of the machine reads it
  return {
    assign: { outcome, detail: jsonata`${detail}` },
    next: steps.close,
  };
}

/** Ends the run where what was decided on the digest before still holds. */
export const alreadyDecided = endWith(
  "already-decided",
  code`{'digest': $digest, 'decision': $decided.outcome, 'decided': $decided.at}`,
);

/** What is remembered of an error of AWS. */
export const failureOf: Assign = {
  failure: jsonata`{
    'error': $states.errorOutput.Error,
    'cause': $exists($states.errorOutput.Cause) ? $substring($states.errorOutput.Cause, 0, 1000) : '',
    'step': $states.context.State.Name
  }`,
};

/** Where an answer of AWS leads from which something is missing: it is no error, and no good news either. */
export function partial(cause: string): { readonly assign: Assign; readonly next: string } {
  return {
    assign: {
      failure: { error: "PartialAnswer", cause, step: jsonata`$states.context.State.Name` },
    },
    next: steps.awsFailed,
  };
}

/** Where an unexpected error leads while nothing was started and the service is untouched: it is named, and ends the run. */
export const awsFailed = { assign: failureOf, next: steps.awsFailed };
