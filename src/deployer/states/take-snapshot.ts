import type { Delivery } from "../../contract/delivery-settings";
import { snapshotDigestTag, snapshotPrefix, snapshotTag } from "../../contract/snapshots";
import { choice, pass, type States, wait } from "../asl";
import { type Code, code, jsonata, now } from "../jsonata";
import { noteInLock } from "../lock";
import { isThrottled } from "../shortage";
import { snapshotsOf } from "../snapshots";
import { task } from "../task";
import { endWith, failureOf, steps } from "../transitions";
import { checkBeforeSnapshot } from "./hold-and-window";

/** How often, and how long between, RDS is asked again for a snapshot that it does not show. */
const looksForShown = { times: 4, seconds: 5 } as const;

const look = "Look at the snapshot";
const notTaken = "Say that no snapshot was taken";

/**
 * A snapshot of the database, complete before its migration starts, or the release is refused. Its name is chosen and noted before it is taken:
 * a call without an answer, and whoever takes this run over, look for it by that name.
 */
export function takeSnapshot(delivery: Delivery): States {
  const snapshot = snapshotsOf(delivery.settings);
  if (snapshot === undefined) return {};
  const { names } = delivery;
  const { databaseIdentifier, limitSeconds, pollSeconds } = snapshot;
  const refuse = (reason: Code) =>
    endWith(
      "snapshot-not-taken",
      code`{'digest': $digest, 'database': ${databaseIdentifier}, 'reason': ${reason}}`,
    );
  return {
    ...checkBeforeSnapshot(delivery, steps.snapshot).states,
    [steps.snapshot]: task(delivery, {
      call: "rds:describeDBInstances",
      arguments: { DbInstanceIdentifier: databaseIdentifier },
      output: jsonata`{'encrypted': $states.result.DbInstances[0].StorageEncrypted = true}`,
      routes: [
        {
          errors: ["DbInstanceNotFoundException"],
          ...refuse(code`'RDS has no database of this name'`),
        },
      ],
      next: "May a snapshot be taken of it?",
      otherwise: { assign: failureOf, next: notTaken },
    }),
    "May a snapshot be taken of it?": choice(
      snapshot.acceptsUnencrypted
        ? []
        : [
            {
              when: code`$not($states.input.encrypted)`,
              ...refuse(code`'it is not encrypted, and neither would the snapshot be'`),
            },
          ],
      { next: "Name the snapshot" },
    ),
    "Name the snapshot": pass({
      assign: {
        snapshot: jsonata`${snapshotName(names.environment)}`,
        deadline: jsonata`${now} + ${limitSeconds * 1000}`,
      },
      next: "Note the snapshot in the lock",
    }),
    "Note the snapshot in the lock": noteInLock(
      delivery,
      { step: "snapshotting", snapshot: jsonata`$snapshot` },
      "Take the snapshot",
    ),
    "Take the snapshot": task(delivery, {
      call: "rds:createDBSnapshot",
      arguments: {
        DbInstanceIdentifier: databaseIdentifier,
        DbSnapshotIdentifier: jsonata`$snapshot`,
        Tags: [
          { Key: snapshotTag, Value: names.environment },
          { Key: snapshotDigestTag, Value: jsonata`$digest` },
        ],
      },
      assign: { looks: looksForShown.times, failure: notShown },
      routes: [
        // An earlier try was carried out and its answer lost.
        {
          errors: ["DbSnapshotAlreadyExistsException"],
          assign: { looks: looksForShown.times, failure: notShown },
          next: look,
        },
        // It is being backed up, changed, or restarted.
        {
          errors: ["InvalidDbInstanceStateException"],
          assign: failureOf,
          next: "Is there time to try again?",
        },
      ],
      next: look,
      // It may have been taken all the same.
      otherwise: { assign: { ...failureOf, looks: looksForShown.times }, next: look },
    }),
    "Is there time to try again?": choice(
      [{ when: code`${now} <= $deadline`, next: "Wait for the database" }],
      { next: notTaken },
    ),
    "Wait for the database": wait(pollSeconds, "Take the snapshot"),
    [look]: task(delivery, {
      call: "rds:describeDBSnapshots",
      arguments: { DbSnapshotIdentifier: jsonata`$snapshot` },
      output: jsonata`{
        'status': $string($states.result.DbSnapshots[0].Status) & '',
        'percent': $string($states.result.DbSnapshots[0].PercentProgress) & ''
      }`,
      routes: [{ errors: ["DbSnapshotNotFoundException"], next: "Is it looked for again?" }],
      next: "Is the snapshot complete?",
      // RDS works on it whether it can be seen or not: it is looked at again until its time is over.
      otherwise: { assign: failureOf, next: "Is there time to look again?" },
    }),
    "Is it looked for again?": choice(
      [
        {
          when: code`$looks > 0`,
          assign: { looks: jsonata`$looks - 1` },
          next: "Wait for the snapshot to show",
        },
      ],
      { next: notTaken },
    ),
    "Wait for the snapshot to show": wait(looksForShown.seconds, look),
    "Is the snapshot complete?": choice(
      [
        {
          when: code`$states.input.status = 'available'`,
          assign: { snapshotTaken: jsonata`$snapshot` },
          next: steps.oldSnapshots,
        },
        {
          when: code`$not($states.input.status in ['creating', ''])`,
          ...refuse(code`('the snapshot ' & $snapshot & ' became ' & $states.input.status)`),
        },
        {
          when: code`${now} > $deadline`,
          ...refuse(
            code`('the snapshot ' & $snapshot & ' was not complete after ' & ${`${limitSeconds} seconds`} & ', but at ' & $states.input.percent & '%; RDS still works on it')`,
          ),
        },
      ],
      { next: "Wait for the snapshot" },
    ),
    "Is there time to look again?": choice(
      [{ when: code`${now} <= $deadline`, next: "Wait for the snapshot" }],
      { next: notTaken },
    ),
    "Wait for the snapshot": wait(pollSeconds, look),
    [notTaken]: choice(
      [
        {
          when: isThrottled(code`($failure.error & ' ' & $failure.cause)`),
          ...endWith("throttled", code`$merge([{'digest': $digest}, $failure])`),
        },
      ],
      refuse(code`($failure.step & ': ' & $failure.error & ' ' & $failure.cause)`),
    ),
  };
}

const notShown = jsonata`{
  'error': 'Slipway.SnapshotNotShown',
  'cause': 'RDS took the request for the snapshot ' & $snapshot & ' and does not show it',
  'step': $states.context.State.Name
}`;

/** The name of this execution's snapshot before the migration to `$digest`. */
function snapshotName(environment: string): Code {
  return code`(${snapshotPrefix(environment)} & $substring($digest, 7, 12) & '-' & $substring($hash($states.context.Execution.Id, 'SHA-256'), 0, 8))`;
}

/** What a lock left behind says of its snapshot, looked up by the name that was noted before it was taken. */
export function leftSnapshot(delivery: Delivery): States {
  if (snapshotsOf(delivery.settings) === undefined) return {};
  return {
    [steps.leftSnapshot]: choice([{ when: code`$snapshot = ''`, next: steps.leftBehind }], {
      next: "Look at the snapshot left behind",
    }),
    "Look at the snapshot left behind": task(delivery, {
      call: "rds:describeDBSnapshots",
      arguments: { DbSnapshotIdentifier: jsonata`$snapshot` },
      assign: {
        snapshotTaken: jsonata`$states.result.DbSnapshots[0].Status = 'available' ? $snapshot : ''`,
        snapshotLeft: jsonata`('is ' & $string($states.result.DbSnapshots[0].Status))`,
      },
      routes: [
        {
          errors: ["DbSnapshotNotFoundException"],
          assign: { snapshotLeft: "was not taken" },
          next: steps.leftBehind,
        },
      ],
      next: steps.leftBehind,
      otherwise: { assign: { snapshotLeft: "may have been taken" }, next: steps.leftBehind },
    }),
  };
}
