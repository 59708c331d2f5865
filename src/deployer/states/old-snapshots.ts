import type { Delivery } from "../../contract/delivery-settings";
import { snapshotEnding, snapshotPrefix, snapshotTag } from "../../contract/snapshots";
import { choice, pass, type States } from "../asl";
import { Code, code, emptyText, jsonata, textOf } from "../jsonata";
import { recentReleases, snapshotsOf } from "../snapshots";
import { task } from "../task";
import { steps } from "../transitions";

/** Snapshots on one page: each is 1 to 6 KB, with its tags, and a state holds 256 KiB. */
const snapshotsPerPage = 20;

/** Snapshots that one run deletes at most. */
const mostDeleted = 10;

const isOneLeft = "Is an old snapshot to be deleted?";

/**
 * The newest snapshots are kept. Deleted is only what this environment's deployer took, by name and by tag, never what was taken before a
 * migration of the image that runs or of the one before it. That it fails is a warning: the release has its snapshot.
 */
export function oldSnapshots(delivery: Delivery): States {
  const snapshot = snapshotsOf(delivery.settings);
  if (snapshot === undefined) return {};
  const { names } = delivery;
  const own = new Code(`/^${snapshotPrefix(names.environment)}${snapshotEnding}$/`);
  const kept = {
    assign: {
      warnings: jsonata`$append($warnings, ['old snapshots were not deleted: ' & $states.errorOutput.Error])`,
    },
    next: steps.startMigration,
  };
  const rest = { doomed: jsonata`[$filter($doomed, function($one, $index) { $index > 0 })]` };
  return {
    [steps.oldSnapshots]: task(delivery, {
      ...recentReleases(delivery),
      assign: {
        needed: jsonata`(
          $digests := $filter($distinct($append([$runs.digest], [$states.result.Items.digest.S])), function($one) { $one != '' });
          [$map($filter($digests, function($one, $index) { $index < 2 }), function($one) { $substring($one, 7, 12) })]
        )`,
        found: [],
        page: emptyText,
      },
      next: "List the snapshots",
      otherwise: kept,
    }),
    "List the snapshots": task(delivery, {
      call: "rds:describeDBSnapshots",
      arguments: jsonata`$merge([
        {'DbInstanceIdentifier': ${snapshot.databaseIdentifier}, 'SnapshotType': 'manual', 'MaxRecords': ${snapshotsPerPage}},
        $page = '' ? {} : {'Marker': $page}
      ])`,
      assign: {
        found: jsonata`[$append($found, $map($filter($states.result.DbSnapshots, function($one) {
          $contains($one.DbSnapshotIdentifier, ${own})
          and $count($one.TagList[Key = ${snapshotTag} and Value = ${names.environment}]) > 0
          and $one.Status in ['available', 'failed'] and $type($one.SnapshotCreateTime) = 'string'
        }), function($one) {
          {'name': $one.DbSnapshotIdentifier, 'at': $toMillis($one.SnapshotCreateTime), 'complete': $one.Status = 'available'}
        }))]`,
        page: jsonata`${textOf(code`$states.result.Marker`)}`,
      },
      next: "Is there another page of snapshots?",
      otherwise: kept,
    }),
    "Is there another page of snapshots?": choice(
      [{ when: code`$page != ''`, next: "List the snapshots" }],
      { next: "Which snapshots are old?" },
    ),
    "Which snapshots are old?": pass({
      assign: {
        doomed: jsonata`(
          $newest := $filter($sort($filter($found, function($one) { $one.complete }), function($a, $b) { $a.at < $b.at }),
            function($one, $index) { $index < ${snapshot.keep} });
          $old := $sort($filter($found, function($one) {
            $not($one.name in $newest.name) and $one.name != $snapshot
            and $not($substring($one.name, ${snapshotPrefix(names.environment).length}, 12) in $needed)
          }), function($a, $b) { $a.at > $b.at });
          [$filter($old, function($one, $index) { $index < ${mostDeleted} }).name]
        )`,
      },
      next: isOneLeft,
    }),
    [isOneLeft]: choice([{ when: code`$count($doomed) > 0`, next: "Delete an old snapshot" }], {
      next: steps.startMigration,
    }),
    "Delete an old snapshot": task(delivery, {
      call: "rds:deleteDBSnapshot",
      arguments: { DbSnapshotIdentifier: jsonata`$doomed[0]` },
      assign: rest,
      // Somebody deleted it, or copies it just now.
      routes: [
        {
          errors: ["DbSnapshotNotFoundException", "InvalidDbSnapshotStateException"],
          assign: rest,
          next: isOneLeft,
        },
      ],
      next: isOneLeft,
      otherwise: kept,
    }),
  };
}
