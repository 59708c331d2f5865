import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { RDSClient } from "@aws-sdk/client-rds";
import { explainAwsError } from "../../aws/explain-aws-error";
import type { LiveEnvironment } from "../../aws/live-environment";
import { addItem, allItems, putItem } from "../../aws/table";
import { CommandError } from "../../base/errors";
import { printable } from "../../base/printable";
import type { Terminal } from "../../base/terminal";
import type { Environment } from "../../config/schema";
import { drillLimitSeconds } from "../../contract/drill-check";
import { drillPrefix } from "../../contract/snapshots";
import { orNotApplied } from "../deployments/releases";
import { type CheckProps, readRestored, removeUrl, requireDrillMachine } from "./drill-check";
import { snapshotsOf } from "./list-snapshots";
import { refuseWhileBusy } from "./refuse-while-busy";
import {
  databaseCalled,
  isNoDatabase,
  makeOfSnapshot,
  snapshotOf,
  untilAvailable,
} from "./restored-database";
import { settingsFor } from "./restored-settings";

/** A restore that is only tried. */
interface DrillProps {
  /** The environment's file. */
  readonly environment: Environment;
  /** The database that runs, by its instance identifier. */
  readonly databaseIdentifier: string;
  /** The first database, with whose identifier the others' begin. */
  readonly firstIdentifier: string;
  /** Every database whose snapshots are tried: the one that runs, and those before it. */
  readonly databases: readonly string[];
  /** The newest one that is complete when left out. */
  readonly snapshotIdentifier: string | undefined;
  /** Named when the database is gone. */
  readonly securityGroupId: string | undefined;
  readonly limitSeconds: number;
  readonly pollSeconds: number;
  readonly whileHeld: boolean;
  readonly now: Date;
  /** What reads what was restored; undefined where nothing does. */
  readonly reads: CheckProps | undefined;
  /** Aborted when the person leaves: then what was made is deleted, and nothing more. */
  readonly signal: AbortSignal;
}

/** What a person does whose drill took too long. */
const late = "A longer wait: --limit.";

/** Seconds beyond its limit within which a drill has deleted what it made, unless it was killed. */
const tidySeconds = 1800;

/** Seconds that RDS has at least to take a new password, however long the restore took. */
const passwordSeconds = 300;

/**
 * Restores a snapshot beside the database, has the file's command read it, says how long that took, and deletes what it made, whatever became of it. The name
 * is recorded before anything is made: the next drill deletes what one that was killed left.
 */
export async function drill(
  live: LiveEnvironment,
  rds: RDSClient,
  terminal: Terminal,
  props: DrillProps,
): Promise<void> {
  const { databaseIdentifier, now, reads } = props;
  const as = `${drillPrefix(props.firstIdentifier)}${randomBytes(4).toString("hex")}`;
  refuseLong(as);
  await refuseWhileBusy(live, props);
  if (reads) await requireDrillMachine(live);
  await removeLeftovers(live, rds, terminal, props);
  const snapshotIdentifier = props.snapshotIdentifier ?? (await newestSnapshot(rds, props));
  const snapshot = await snapshotOf(rds, { ...props, snapshotIdentifier });
  const settings = await settingsFor(rds, terminal, { ...props, snapshot });
  const secret = reads?.secretName(as);
  const record = {
    kind: "restore",
    id: `${now.toISOString()}#${as}`,
    at: now.toISOString(),
    by: live.caller,
    snapshot: snapshotIdentifier,
    database: as,
    drill: new Date(now.getTime() + mostSeconds(props) * 1000).toISOString(),
    ...(secret !== undefined && { secret }),
  };
  const begin = async () => {
    await addItem(live, { ...record, result: "began" });
  };
  await orNotApplied(live, begin());
  terminal.err(
    `Drill: ${snapshotIdentifier} as ${as}. Ctrl-C ends it and deletes that; if this is killed, the next drill does, or: ${removeByHand(as)}\n`,
  );
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const { environment } = live;
  const begun = makeOfSnapshot(rds, { snapshot, settings, as, environment, drill: true }).then(() =>
    restoreAndRead(live, rds, terminal, { ...props, as, seconds }),
  );
  const outcome = await begun.catch((error: Error) => error);
  const removed = { ...props, as, secret };
  const wasThere = await removeAll(live, rds, terminal, removed).catch((error: Error) => {
    const before = outcome instanceof Error ? `${said(outcome, props)}\n` : "";
    throw new CommandError(1, `${before}${error.message}`);
  });
  const all = seconds();
  if (outcome instanceof Error) {
    const why = said(outcome, props);
    // Without an answer RDS may make it all the same: the record stays as one that the next drill looks after.
    const isKnown = wasThere || ("$fault" in outcome && outcome.$fault === "client");
    if (!isKnown)
      throw new CommandError(1, `${why}\n${as} is not there yet; look again: ${removeByHand(as)}`);
    await putItem(live, { ...record, result: "failed", said: why });
    throw new CommandError(
      1,
      `${why}\nThe drill failed after ${all} s; ${wasThere ? `${as} is being deleted` : "no database was made"}.`,
    );
  }
  const times = `${outcome}, deleted after ${all} s`;
  await putItem(live, { ...record, result: "drilled", said: times });
  terminal.out(`${snapshotIdentifier}: ${times}. ${databaseIdentifier} was not touched.\n`);
}

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceFromDBSnapshot.html */
function refuseLong(as: string): void {
  if (as.length <= 63) return;
  throw new CommandError(
    1,
    `A drill's database would be called ${as}: that is ${as.length} characters, and RDS allows 63. A database with a longer identifier than 48 has no drills.\n` +
      "Try its snapshots in the console, or with aws rds restore-db-instance-from-db-snapshot, under a shorter name.",
  );
}

/** What became of it, in words for the report and the record. */
async function restoreAndRead(
  live: LiveEnvironment,
  rds: RDSClient,
  terminal: Terminal,
  props: DrillProps & { readonly as: string; readonly seconds: () => number },
): Promise<string> {
  const { reads, limitSeconds, seconds } = props;
  const restored = await untilAvailable(rds, terminal, { ...props, late });
  const restoredAfter = seconds();
  if (!reads) return `restored in ${restoredAfter} s, not read`;
  const rest = { limitSeconds: Math.max(limitSeconds - restoredAfter, passwordSeconds), late };
  await readRestored(live, rds, terminal, { ...props, ...reads, ...rest, restored });
  return `restored in ${restoredAfter} s, read in ${seconds() - restoredAfter} s`;
}

/** Seconds within which a drill has ended and deleted what it made, unless it was killed. */
function mostSeconds({ limitSeconds, reads }: DrillProps): number {
  const reading = reads ? passwordSeconds + drillLimitSeconds(reads.check) : 0;
  return limitSeconds + reading + tidySeconds;
}

async function newestSnapshot(rds: RDSClient, { databaseIdentifier }: DrillProps): Promise<string> {
  const [newest] = await snapshotsOf(rds, [databaseIdentifier]);
  if (newest?.DBSnapshotIdentifier) return newest.DBSnapshotIdentifier;
  throw new CommandError(
    1,
    `${databaseIdentifier} has no snapshot that is complete, so there is nothing to try. Wait for its first backup, then the same command again.`,
  );
}

/** Deletes what drills left that were killed: recorded, not ended, and past the time within which they would have been. Names those that may still be on. */
async function removeLeftovers(
  live: LiveEnvironment,
  rds: RDSClient,
  terminal: Terminal,
  props: DrillProps,
): Promise<void> {
  const records = await orNotApplied(live, allItems(live, "restore", { from: "0", to: ":" }));
  for (const record of records) {
    const { drill: until, result, database: as = "", by = "", at = "", secret } = record;
    if (until === undefined || result !== "began") continue;
    if (!as.startsWith(drillPrefix(props.firstIdentifier))) continue;
    if (until > props.now.toISOString()) {
      terminal.err(
        `A drill by ${printable(by)} since ${at} is on, or was killed. If it was: ${removeByHand(as)}\n`,
      );
      continue;
    }
    terminal.err(`${as} was left by a drill by ${printable(by)} of ${at}: it is deleted.\n`);
    await removeAll(live, rds, terminal, { ...props, as, secret });
    await putItem(live, {
      ...record,
      result: "failed",
      said: "It was killed; the next drill deleted what it left.",
    });
  }
}

/** Deletes the database, and the secret with its URL where there may be one; each also where the other could not be. False when there was no database. */
async function removeAll(
  live: LiveEnvironment,
  rds: RDSClient,
  terminal: Terminal,
  props: DrillProps & { readonly as: string; readonly secret: string | undefined },
): Promise<boolean> {
  const { as, secret } = props;
  const kept: string[] = [];
  const wasThere = await remove(rds, terminal, props).catch((error: Error) => {
    kept.push(notDeleted(as, said(error, props)));
  });
  if (secret !== undefined) {
    await removeUrl(live, secret).catch((error: Error) => {
      kept.push(
        `The secret ${secret}, with the URL of ${as}, could not be deleted: ${said(error, props)}\n` +
          `Delete it: aws secretsmanager delete-secret --secret-id ${secret} --force-delete-without-recovery`,
      );
    });
  }
  if (kept.length > 0) throw new CommandError(1, kept.join("\n"));
  return wasThere === true;
}

/** Asks RDS to delete the database, until it does: it refuses while it makes it. False when there is none. */
async function remove(
  rds: RDSClient,
  terminal: Terminal,
  { as, pollSeconds }: { readonly as: string; readonly pollSeconds: number },
): Promise<boolean> {
  const { DeleteDBInstanceCommand } = await import("@aws-sdk/client-rds");
  const deadline = Date.now() + tidySeconds * 1000;
  let waited = false;
  for (;;) {
    try {
      await rds.send(
        new DeleteDBInstanceCommand({
          DBInstanceIdentifier: as,
          SkipFinalSnapshot: true,
          DeleteAutomatedBackups: true,
        }),
      );
      terminal.err(`${as}: deleting\n`);
      return true;
    } catch (error) {
      const { name, message } = error as Error;
      if (isNoDatabase(error as Error)) return false;
      if (/already being deleted/i.test(message)) return true;
      // Who may delete what has a drill's tag may not delete what is not there, which has none.
      if (/^AccessDenied/.test(name) && !(await databaseCalled(rds, as))) return false;
      if (!/^InvalidDBInstanceState/i.test(name) || Date.now() > deadline) throw error;
      if (!waited) terminal.err(`${as}: RDS deletes it once it is made; waiting for that\n`);
      waited = true;
    }
    await sleep(pollSeconds * 1000);
  }
}

function said(error: Error, { signal }: DrillProps): string {
  if (signal.aborted && error.name === "AbortError") return "Stopped by hand.";
  return (explainAwsError(error) ?? error).message;
}

function notDeleted(as: string, why: string): string {
  return `${as} could not be deleted: ${why}\nIt costs until it is: ${removeByHand(as)}`;
}

function removeByHand(as: string): string {
  return `aws rds delete-db-instance --db-instance-identifier ${as} --skip-final-snapshot --delete-automated-backups`;
}
