import { setTimeout as sleep } from "node:timers/promises";
import type { DBInstance, DBSnapshot, RDSClient } from "@aws-sdk/client-rds";
import { CommandError } from "../../base/errors";
import type { Terminal } from "../../base/terminal";
import { drillTag, restoredFromTag, restoredTag } from "../../contract/snapshots";
import type { RestoredSettings } from "./restored-settings";

/** The snapshot, if it is one of these databases, complete, and encrypted. */
export async function snapshotOf(
  rds: RDSClient,
  {
    databases,
    snapshotIdentifier,
  }: { readonly databases: readonly string[]; readonly snapshotIdentifier: string },
): Promise<DBSnapshot> {
  const { DescribeDBSnapshotsCommand } = await import("@aws-sdk/client-rds");
  const { DBSnapshots: [snapshot] = [] } = await rds
    .send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: snapshotIdentifier }))
    .catch((error: Error) => {
      if (!/^DBSnapshotNotFound/i.test(error.name)) throw error;
      return { DBSnapshots: [] };
    });
  const refuse = (why: string) => new CommandError(1, `${snapshotIdentifier}: ${why}`);
  if (snapshot === undefined) throw refuse("RDS has no snapshot of this name in this account.");
  const { DBInstanceIdentifier: of = "" } = snapshot;
  if (!databases.includes(of)) {
    throw refuse(`this is a snapshot of ${of}, not of ${databases.join(" or ")}.`);
  }
  if (snapshot.Status !== "available") throw refuse(`it is ${snapshot.Status}, not available.`);
  if (snapshot.Encrypted !== true) {
    throw refuse(
      "it is not encrypted, and neither would the database be. Copy it with a key first: aws rds copy-db-snapshot --kms-key-id ….",
    );
  }
  return snapshot;
}

/** The database of this name; undefined when there is none. */
export async function databaseCalled(
  rds: RDSClient,
  DBInstanceIdentifier: string,
): Promise<DBInstance | undefined> {
  const { DescribeDBInstancesCommand } = await import("@aws-sdk/client-rds");
  try {
    const { DBInstances = [] } = await rds.send(
      new DescribeDBInstancesCommand({ DBInstanceIdentifier }),
    );
    return DBInstances[0];
  } catch (error) {
    if (isNoDatabase(error as Error)) return undefined;
    throw error;
  }
}

/** Whether RDS says that it has no database of the name. */
export function isNoDatabase({ name }: Error): boolean {
  return /^DBInstanceNotFound/i.test(name);
}

/** What is to be made of which snapshot. */
interface DatabaseToBe {
  readonly snapshot: DBSnapshot;
  readonly settings: RestoredSettings;
  readonly as: string;
  /** Such as `eec-dev`. */
  readonly environment: string;
  /** A drill's is deleted again: it has the tag that only those have, and no protection from that. */
  readonly drill: boolean;
}

/** Asks RDS for a database of a snapshot: private, with the settings, and with tags that say what it is of. */
export async function makeOfSnapshot(
  rds: RDSClient,
  { snapshot, settings: { tags, ...settings }, as, environment, drill }: DatabaseToBe,
): Promise<void> {
  const { RestoreDBInstanceFromDBSnapshotCommand } = await import("@aws-sdk/client-rds");
  const from = snapshot.DBSnapshotIdentifier ?? "";
  await rds.send(
    new RestoreDBInstanceFromDBSnapshotCommand({
      ...settings,
      DBInstanceIdentifier: as,
      DBSnapshotIdentifier: from,
      PubliclyAccessible: false,
      DeletionProtection: !drill,
      CopyTagsToSnapshot: true,
      Tags: [
        ...tags,
        { Key: restoredTag, Value: environment },
        { Key: restoredFromTag, Value: from },
        ...(drill ? [{ Key: drillTag, Value: environment }] : []),
      ],
    }),
  );
}

/** What a database becomes that will not be available by itself. @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html */
const isLost = /^(failed|incompatible-|restore-error|inaccessible-|deleting|storage-full)/;

/** How a database is waited for. */
export interface WaitProps {
  readonly as: string;
  readonly limitSeconds: number;
  readonly pollSeconds: number;
  /** What is said when the limit has passed. */
  readonly late: string;
  /** Ends the wait with an error. */
  readonly signal?: AbortSignal;
}

/** Waits until the database is available, and takes its password where one was given. */
export async function untilAvailable(
  rds: RDSClient,
  terminal: Terminal,
  { as, limitSeconds, pollSeconds, late, signal }: WaitProps,
): Promise<DBInstance> {
  const deadline = Date.now() + limitSeconds * 1000;
  let last = "";
  for (;;) {
    const database = await databaseCalled(rds, as);
    const status = database?.DBInstanceStatus ?? "not shown yet";
    if (status !== last) terminal.err(`${as}: ${status}\n`);
    last = status;
    const isWhole = database?.PendingModifiedValues?.MasterUserPassword === undefined;
    if (database?.Endpoint?.Address && status === "available" && isWhole) return database;
    if (isLost.test(status)) {
      throw new CommandError(1, `${as} became ${status}, and will not be available by itself.`);
    }
    if (Date.now() > deadline) {
      throw new CommandError(1, `${as} is ${status} after ${limitSeconds} seconds. ${late}`);
    }
    await sleep(pollSeconds * 1000, undefined, { ...(signal && { signal }) });
  }
}
