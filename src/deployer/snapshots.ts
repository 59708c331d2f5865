import type { Delivery, DeliverySettings, MigrationSnapshot } from "../contract/delivery-settings";
import type { Assign } from "./asl";
import { jsonata } from "./jsonata";

/** How snapshots are taken; undefined where none is, also because nothing migrates. */
export function snapshotsOf(settings: DeliverySettings): MigrationSnapshot | undefined {
  return settings.migrationCommand === null ? undefined : settings.snapshot;
}

/** What the end of a run adds to its detail: the name of the snapshot of the data as they were before. */
export function snapshotInDetail(settings: DeliverySettings): Assign {
  if (snapshotsOf(settings) === undefined) return {};
  return {
    detail: jsonata`$snapshotTaken = '' ? $detail : $merge([$detail, {
      'snapshot': $snapshotTaken & ($rollback
        ? ', the database before the migrations of the releases after this one'
        : ', the database before the migration')
    }])`,
  };
}

/** How many of the newest releases are searched for the snapshots that belong to them. */
const releasesLookedThrough = 25;

/** The call that reads the newest releases, newest first. */
export function recentReleases({ names }: Delivery) {
  return {
    call: "dynamodb:query",
    arguments: {
      TableName: names.delivery,
      KeyConditionExpression: "#kind = :kind",
      ProjectionExpression: "#digest, #snapshot",
      ExpressionAttributeNames: { "#kind": "kind", "#digest": "digest", "#snapshot": "snapshot" },
      ExpressionAttributeValues: { ":kind": { S: "release" } },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: releasesLookedThrough,
    },
  } as const;
}
