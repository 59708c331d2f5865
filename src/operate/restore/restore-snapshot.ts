import type { DBInstance, RDSClient } from "@aws-sdk/client-rds";
import type { LiveEnvironment } from "../../aws/live-environment";
import { addItem, allItems, putItem } from "../../aws/table";
import { CommandError } from "../../base/errors";
import type { Terminal } from "../../base/terminal";
import type { Environment } from "../../config/schema";
import { drillPrefix, restoredFromTag, restoredTag } from "../../contract/snapshots";
import { orNotApplied } from "../deployments/releases";
import { refuseWhileBusy } from "./refuse-while-busy";
import { databaseCalled, makeOfSnapshot, snapshotOf, untilAvailable } from "./restored-database";
import { givePassword } from "./restored-password";
import { settingsFor } from "./restored-settings";

/** A snapshot that is to be restored beside the database that it was taken of. */
interface RestoreProps {
  /** The environment's file. */
  readonly environment: Environment;
  /** The database that runs, by its instance identifier. */
  readonly databaseIdentifier: string;
  /** The first database, with whose identifier the others' begin. */
  readonly firstIdentifier: string;
  /** Every database whose snapshots are restored: the one that runs, and those before it. */
  readonly databases: readonly string[];
  readonly snapshotIdentifier: string;
  /** Named when the database is gone. */
  readonly securityGroupId: string | undefined;
  /** Identifier of the new database. */
  readonly as: string;
  /** Name of the secret that gets its URL. */
  readonly secretName: string;
  /** Alias of the key that encrypts that secret. */
  readonly keyAlias: string;
  readonly limitSeconds: number;
  readonly pollSeconds: number;
  /** Goes on although somebody holds the environment. */
  readonly whileHeld: boolean;
  readonly now: Date;
}

/** What a person does who waited long enough. */
const late = "RDS still works on it; the same command goes on from here.";

/**
 * Makes a database of a snapshot, beside the one there is and like it: its subnets, security groups, parameters and class, private, encrypted, protected from
 * deletion. Then gives it a password of its own, kept in a secret. Each step can be found again, so that the same call goes on where an earlier one ended.
 */
export async function restoreSnapshot(
  live: LiveEnvironment,
  rds: RDSClient,
  terminal: Terminal,
  props: RestoreProps,
): Promise<DBInstance> {
  const { snapshotIdentifier, as } = props;
  refuseName(props);
  await refuseWhileBusy(live, props);
  const snapshot = await snapshotOf(rds, props);
  const settings = await settingsFor(rds, terminal, { ...props, snapshot });
  const there = await databaseCalled(rds, as);
  if (there) await refuseOther(live, there, props);
  const record = {
    kind: "restore",
    id: `${props.now.toISOString()}#${as}`,
    at: props.now.toISOString(),
    by: live.caller,
    snapshot: snapshotIdentifier,
    database: as,
  };
  const begin = async () => {
    await addItem(live, { ...record, result: "began" });
  };
  await orNotApplied(live, begin());
  if (there) terminal.err(`${as} is there already, from this snapshot: going on with it.\n`);
  else {
    await makeOfSnapshot(rds, {
      snapshot,
      settings,
      as,
      environment: live.environment,
      drill: false,
    });
  }
  const restored = await untilAvailable(rds, terminal, { ...props, late });
  await givePassword(live, rds, terminal, { ...props, restored, late });
  await putItem(live, { ...record, result: "restored" });
  return restored;
}

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceFromDBSnapshot.html */
function refuseName({ firstIdentifier, as }: RestoreProps): void {
  if (as.startsWith(drillPrefix(firstIdentifier))) {
    throw new CommandError(
      2,
      `--as must not begin with ${drillPrefix(firstIdentifier)}: databases of that name are those of drills, which are deleted. Got ${as}.`,
    );
  }
  const isName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(as) && as.length <= 63;
  if (isName && as.startsWith(`${firstIdentifier}-`)) return;
  throw new CommandError(
    2,
    `--as must begin with ${firstIdentifier}- and have at most 63 lower-case letters, digits and single hyphens, got ${JSON.stringify(as)}.`,
  );
}

/** Of databases that are there only one goes on: what an earlier call began to restore from this very snapshot and did not finish. */
async function refuseOther(
  live: LiveEnvironment,
  { TagList = [] }: DBInstance,
  { as, snapshotIdentifier }: RestoreProps,
): Promise<void> {
  const tag = (key: string) => TagList.find(({ Key }) => Key === key)?.Value;
  const records = await allItems(live, "restore", { from: "0", to: ":" });
  // The newest: an earlier database of that name may have been finished, and deleted.
  const isDone = records.findLast(({ database }) => database === as)?.result === "restored";
  const isOurs =
    tag(restoredTag) === live.environment && tag(restoredFromTag) === snapshotIdentifier;
  if (isOurs && !isDone) return;
  throw new CommandError(1, `There is a database ${as} already. Restore as another: --as ….`);
}
