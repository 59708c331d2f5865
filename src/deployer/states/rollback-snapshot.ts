import type { Delivery } from "../../contract/delivery-settings";
import { choice, type States } from "../asl";
import { code, emptyText, jsonata, textOf } from "../jsonata";
import { recentReleases, snapshotsOf } from "../snapshots";
import { task } from "../task";
import { steps } from "../transitions";

/**
 * A rollback undoes no migration, so its message names the snapshot of the data as they were: that of the oldest release after the one that it
 * goes back to. Whatever fails here, the rollback goes on.
 */
export function rollbackSnapshot(delivery: Delivery): States {
  if (snapshotsOf(delivery.settings) === undefined) return {};
  const unknown = {
    assign: {
      snapshotTaken: emptyText,
      warnings: jsonata`$append($warnings, ['the snapshot of the data before could not be looked up: ' & $states.errorOutput.Error])`,
    },
    next: steps.proveLock,
  };
  return {
    [steps.rollbackSnapshot]: task(delivery, {
      ...recentReleases(delivery),
      assign: {
        snapshotTaken: jsonata`(
          $releases := [$states.result.Items.{'digest': ${textOf(code`digest.S`)}, 'snapshot': ${textOf(code`snapshot.S`)}}];
          $places := [$filter([0..($count($releases) - 1)], function($place) { $releases[$place].digest = $digest })];
          $later := $count($places) = 0 ? [] : [$filter($releases, function($one, $index) { $index < $places[0] and $one.snapshot != '' })];
          $count($later) = 0 ? '' : $later[-1].snapshot
        )`,
      },
      next: "Does a snapshot belong to it?",
      otherwise: unknown,
    }),
    "Does a snapshot belong to it?": choice(
      [{ when: code`$snapshotTaken = ''`, next: steps.proveLock }],
      { next: "Is that snapshot still there?" },
    ),
    "Is that snapshot still there?": task(delivery, {
      call: "rds:describeDBSnapshots",
      arguments: { DbSnapshotIdentifier: jsonata`$snapshotTaken` },
      assign: {
        snapshotTaken: jsonata`$states.result.DbSnapshots[0].Status = 'available' ? $snapshotTaken : ''`,
      },
      routes: [
        {
          errors: ["DbSnapshotNotFoundException"],
          assign: { snapshotTaken: emptyText },
          next: steps.proveLock,
        },
      ],
      next: steps.proveLock,
      otherwise: unknown,
    }),
  };
}
