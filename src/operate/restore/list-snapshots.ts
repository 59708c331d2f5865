import type { DBSnapshot, RDSClient } from "@aws-sdk/client-rds";
import { printable } from "../../base/printable";
import { shortDigest } from "../../contract/images";
import { snapshotDigestTag } from "../../contract/snapshots";

/** Every snapshot of these databases that is complete, newest first; on all pages. */
export async function snapshotsOf(
  rds: RDSClient,
  databases: readonly string[],
): Promise<readonly DBSnapshot[]> {
  const { paginateDescribeDBSnapshots } = await import("@aws-sdk/client-rds");
  const found: DBSnapshot[] = [];
  for (const DBInstanceIdentifier of databases) {
    const pages = paginateDescribeDBSnapshots({ client: rds }, { DBInstanceIdentifier });
    for await (const { DBSnapshots = [] } of pages) found.push(...DBSnapshots);
  }
  return found.filter(({ Status }) => Status === "available").sort((a, b) => timeOf(b) - timeOf(a));
}

function timeOf({ SnapshotCreateTime }: DBSnapshot): number {
  return SnapshotCreateTime?.getTime() ?? 0;
}

/** One line on a snapshot: when, how large, what it was taken for, and its name. */
export function snapshotLine(snapshot: DBSnapshot): string {
  const { SnapshotCreateTime, AllocatedStorage, SnapshotType, Encrypted, TagList = [] } = snapshot;
  const time = SnapshotCreateTime ? `${SnapshotCreateTime.toISOString().slice(0, 16)}Z` : "";
  const digest = TagList.find(({ Key }) => Key === snapshotDigestTag)?.Value;
  const what = digest ? `before the release of ${shortDigest(digest)}` : (SnapshotType ?? "");
  return [
    time.padEnd(17),
    `${AllocatedStorage ?? "?"} GiB`.padStart(9),
    what.padEnd(38),
    `${snapshot.DBSnapshotIdentifier ?? ""}${Encrypted ? "" : ", not encrypted"}`,
  ]
    .map(printable)
    .join("  ");
}
