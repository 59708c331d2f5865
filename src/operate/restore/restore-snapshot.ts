import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { DBInstance, DBSnapshot, RDSClient } from "@aws-sdk/client-rds";
import type { LiveEnvironment } from "../../aws/live-environment";
import { addItem, allItems, toItem } from "../../aws/table";
import { CommandError } from "../../base/errors";
import type { Terminal } from "../../base/terminal";
import type { Environment } from "../../config/schema";
import { restoredFromTag, restoredTag } from "../../contract/snapshots";
import { orNotApplied } from "../deployments/releases";
import { refuseWhileBusy } from "./refuse-while-busy";
import { type RestoredSettings, settingsOfLive, settingsOfStack } from "./restored-settings";

/** A snapshot that is to be restored beside the database that it was taken of. */
export interface RestoreProps {
  /** The environment's file. */
  readonly environment: Environment;
  /** The database, by its instance identifier. */
  readonly databaseIdentifier: string;
  readonly snapshotIdentifier: string;
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

/**
 * Makes a database of a snapshot, beside the one there is and like it: its subnets, security groups, parameters and class, private, encrypted, protected from
 * deletion. Then gives it a password of its own, kept in a secret. Each step can be found again, so that the same call goes on where an earlier one ended.
 */
export async function restoreSnapshot(
  live: LiveEnvironment,
  rds: RDSClient,
  terminal: Terminal,
  props: RestoreProps,
): Promise<void> {
  const { databaseIdentifier, snapshotIdentifier, as } = props;
  refuseName(props);
  await refuseWhileBusy(live, props);
  const snapshot = await snapshotOf(rds, props);
  const model = await databaseCalled(rds, databaseIdentifier);
  const settings = model
    ? settingsOfLive(model)
    : await settingsOfStack(live, props.environment, snapshot);
  if (!model) {
    terminal.err(
      `RDS has no database ${databaseIdentifier}: settings are taken from the file and from the stack's names.\n`,
    );
  }
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
  else await restore(rds, { snapshot, settings, as, environment: live.environment });
  const restored = await untilAvailable(rds, terminal, props);
  await givePassword(live, rds, terminal, { ...props, restored, snapshot });
  const { PutItemCommand } = await import("@aws-sdk/client-dynamodb");
  await live.clients.dynamodb.send(
    new PutItemCommand({
      TableName: live.delivery.names.delivery,
      Item: toItem({ ...record, result: "restored" }),
    }),
  );
}

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceFromDBSnapshot.html */
function refuseName({ databaseIdentifier, as }: RestoreProps): void {
  const isName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(as) && as.length <= 63;
  if (isName && as.startsWith(`${databaseIdentifier}-`)) return;
  throw new CommandError(
    2,
    `--as must begin with ${databaseIdentifier}- and have at most 63 lower-case letters, digits and single hyphens, got ${JSON.stringify(as)}.`,
  );
}

async function snapshotOf(
  rds: RDSClient,
  { databaseIdentifier, snapshotIdentifier }: RestoreProps,
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
  if (snapshot.DBInstanceIdentifier !== databaseIdentifier) {
    throw refuse(
      `this is a snapshot of ${snapshot.DBInstanceIdentifier}, not of ${databaseIdentifier}.`,
    );
  }
  if (snapshot.Status !== "available") throw refuse(`it is ${snapshot.Status}, not available.`);
  if (snapshot.Encrypted !== true) {
    throw refuse(
      "it is not encrypted, and neither would the database be. Copy it with a key first: aws rds copy-db-snapshot --kms-key-id ….",
    );
  }
  return snapshot;
}

async function databaseCalled(
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
    if (/^DBInstanceNotFound/i.test((error as Error).name)) return undefined;
    throw error;
  }
}

/** Of databases that are there only one goes on: what an earlier call began to restore from this very snapshot and did not finish. */
async function refuseOther(
  live: LiveEnvironment,
  { TagList = [] }: DBInstance,
  { as, snapshotIdentifier }: RestoreProps,
): Promise<void> {
  const tag = (key: string) => TagList.find(({ Key }) => Key === key)?.Value;
  const records = await allItems(live, "restore", { from: "0", to: ":" });
  const isDone = records.some(({ database, result }) => database === as && result === "restored");
  const isOurs =
    tag(restoredTag) === live.environment && tag(restoredFromTag) === snapshotIdentifier;
  if (isOurs && !isDone) return;
  throw new CommandError(1, `There is a database ${as} already. Restore as another: --as ….`);
}

async function restore(
  rds: RDSClient,
  {
    snapshot,
    settings: { tags, ...settings },
    as,
    environment,
  }: {
    readonly snapshot: DBSnapshot;
    readonly settings: RestoredSettings;
    readonly as: string;
    readonly environment: string;
  },
): Promise<void> {
  const { RestoreDBInstanceFromDBSnapshotCommand } = await import("@aws-sdk/client-rds");
  const from = snapshot.DBSnapshotIdentifier ?? "";
  await rds.send(
    new RestoreDBInstanceFromDBSnapshotCommand({
      ...settings,
      DBInstanceIdentifier: as,
      DBSnapshotIdentifier: from,
      PubliclyAccessible: false,
      DeletionProtection: true,
      CopyTagsToSnapshot: true,
      Tags: [
        ...tags,
        { Key: restoredTag, Value: environment },
        { Key: restoredFromTag, Value: from },
      ],
    }),
  );
}

/** What a database becomes that will not be available by itself. @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html */
const isLost = /^(failed|incompatible-|restore-error|inaccessible-|deleting|storage-full)/;

async function untilAvailable(
  rds: RDSClient,
  terminal: Terminal,
  { as, limitSeconds, pollSeconds }: RestoreProps,
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
      throw new CommandError(
        1,
        `${as} is ${status} after ${limitSeconds} seconds. RDS still works on it; the same command goes on from here.`,
      );
    }
    await sleep(pollSeconds * 1000);
  }
}

/** A new password: the secret first, so that the database never has one that nobody keeps. It is in no output, and in no record. */
async function givePassword(
  { session, environment }: LiveEnvironment,
  rds: RDSClient,
  terminal: Terminal,
  props: RestoreProps & { readonly restored: DBInstance; readonly snapshot: DBSnapshot },
): Promise<void> {
  const { restored, as, secretName, keyAlias } = props;
  const { ModifyDBInstanceCommand } = await import("@aws-sdk/client-rds");
  const { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } = await import(
    "@aws-sdk/client-secrets-manager"
  );
  const password = randomBytes(36).toString("base64url"); // 48 characters that a URL takes as they are
  const { Address, Port } = restored.Endpoint ?? {};
  const SecretString = `postgresql://${restored.MasterUsername}:${password}@${Address}:${Port}/${restored.DBName ?? "postgres"}?sslmode=require`;
  const secrets = new SecretsManagerClient(session.config);
  const made = {
    Name: secretName,
    Description: `URL of ${as}, which was restored beside the database`,
    KmsKeyId: keyAlias,
    SecretString,
    Tags: [{ Key: restoredTag, Value: environment }],
  };
  await secrets.send(new CreateSecretCommand(made)).catch(async (error: Error) => {
    if (error.name !== "ResourceExistsException") throw error;
    await secrets.send(new PutSecretValueCommand({ SecretId: secretName, SecretString }));
  });
  await rds.send(
    new ModifyDBInstanceCommand({
      DBInstanceIdentifier: as,
      MasterUserPassword: password,
      ApplyImmediately: true,
    }),
  );
  await untilAvailable(rds, terminal, props);
}
