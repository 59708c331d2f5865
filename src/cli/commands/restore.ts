import type { RDSClient } from "@aws-sdk/client-rds";
import { Command, InvalidArgumentError } from "commander";
import type { LiveEnvironment } from "../../aws/live-environment";
import { CommandError } from "../../base/errors";
import { type Terminal, untilStopped } from "../../base/terminal";
import type { LoadedEnvironment } from "../../config/load";
import { timeLimit } from "../options";

interface Options {
  readonly snapshot?: string;
  readonly as?: string;
  readonly drill?: boolean;
  readonly limit: string;
  readonly whileHeld?: boolean;
  readonly securityGroup?: string;
}

/** `slipway restore <environment>`: lists the database's snapshots, or restores one beside it. */
export function restoreCommand(terminal: Terminal, pollSeconds = 15): Command {
  return new Command("restore")
    .description("Restore a snapshot of the database beside it, never over it.")
    .argument("<environment>", "such as eec-prod")
    .option(
      "--snapshot <id>",
      "which one; without it they are listed, and a drill takes the newest",
    )
    .option("--as <identifier>", "identifier of the new database")
    .option("--drill", "only try it: restore, say how long it took, delete it again")
    .option("--limit <time>", "how long to wait for it: 30m, 2h", timeLimit("30m"), "2h")
    .option("--security-group <id>", "of the database, when that is gone", checkedGroup)
    .option("--while-held", "restore although somebody holds the environment")
    .addHelpText(
      "after",
      "\nThe new database has the subnets, groups, parameters and class of the one there is, its protection, and a password of its own, in a secret.\n" +
        "A drill (--drill) restores, has the file's command read it (database.drill), says how long that took, and deletes what it made, also after Ctrl-C.\n" +
        "Only who may act as the environment's restorer (access.restorers) can restore.\n" +
        "Exit 0: restored, drilled, or listed. 1: refused, or not available in time. 2: wrong use, no credentials.\n" +
        "Example: npx slipway restore eec-prod --snapshot eec-prod-before-0123456789ab-01234567 --as eec-prod-monday",
    )
    .action(async (name: string, options: Options) => {
      const { loadOne } = await import("../../config/environments-folder");
      const loaded = loadOne(name);
      const request = await requestOf(loaded, options, pollSeconds);
      const { openEnvironment } = await import("../../aws/live-environment");
      const { namesOf } = await import("../../contract/names");
      const { RDSClient } = await import("@aws-sdk/client-rds");
      const { restorerRole } = namesOf(loaded.environment);
      const live = await openEnvironment(loaded, { role: restorerRole });
      const place = { live, rds: new RDSClient(live.session.config), terminal };
      const { snapshot, as, drill } = options;
      if (drill) await tryRestore(place, request, snapshot);
      else if (snapshot === undefined || as === undefined) await listSnapshots(place, request);
      else await restore(place, loaded, { ...request, snapshotIdentifier: snapshot, as });
    });
}

/** Where something is restored, and who watches. */
interface Place {
  readonly live: LiveEnvironment;
  readonly rds: RDSClient;
  readonly terminal: Terminal;
}

type Request = Awaited<ReturnType<typeof requestOf>>;

/** What a restore and a drill have in common; a {@link CommandError} where the file or the options allow neither. */
async function requestOf(
  loaded: LoadedEnvironment,
  { snapshot, as, drill = false, limit, whileHeld = false, securityGroup }: Options,
  pollSeconds: number,
) {
  const { databaseIdentifierOf, databaseIdentifiersOf } = await import("../../config/delivery-of");
  const { name, environment, file } = loaded;
  const databaseIdentifier = databaseIdentifierOf(environment);
  if (databaseIdentifier === undefined) {
    throw new CommandError(
      2,
      `${file} names no database of which there are snapshots: it has none, or database.instanceIdentifier is missing.`,
    );
  }
  const { requireRole } = await import("../../operate/require-role");
  requireRole(loaded, { role: "restorers", may: `restore in ${name}` });
  if (drill && as !== undefined) {
    throw new CommandError(
      2,
      "--drill and --as exclude each other: a drill names its database itself, and deletes it.",
    );
  }
  if (!drill && (snapshot === undefined) !== (as === undefined)) {
    throw new CommandError(
      2,
      `--snapshot and --as belong together. The snapshots: npx slipway restore ${name}`,
    );
  }
  const { duration } = await import("../../operate/read-logs");
  const databases =
    environment.database.mode === "create"
      ? databaseIdentifiersOf(environment)
      : [databaseIdentifier];
  const [firstIdentifier = databaseIdentifier] = databases;
  return {
    environment,
    databaseIdentifier,
    firstIdentifier,
    databases,
    limitSeconds: (duration(limit) ?? 0) / 1000,
    pollSeconds,
    whileHeld,
    securityGroupId: securityGroup,
    now: new Date(),
  };
}

async function tryRestore(
  { live, rds, terminal }: Place,
  request: Request,
  snapshotIdentifier: string | undefined,
): Promise<void> {
  const { drill } = await import("../../operate/restore/drill");
  const { drillCheckOf } = await import("../../config/delivery-of");
  const { namesOf } = await import("../../contract/names");
  const check = drillCheckOf(request.environment);
  const {
    restoredSecret: secretName,
    keyAlias,
    appLogGroup: logGroupName,
  } = namesOf(request.environment);
  const reads = check && { check, secretName, keyAlias, logGroupName };
  await untilStopped((signal) =>
    drill(live, rds, terminal, { ...request, snapshotIdentifier, reads, signal }),
  );
}

async function listSnapshots(
  { live, rds, terminal }: Place,
  { databases, databaseIdentifier, firstIdentifier }: Request,
): Promise<void> {
  const { snapshotLine, snapshotsOf } = await import("../../operate/restore/list-snapshots");
  const found = await snapshotsOf(rds, databases);
  for (const one of found) terminal.out(`${snapshotLine(one)}\n`);
  terminal.err(
    found.length === 0
      ? `${databaseIdentifier} has no snapshot that is complete.\n`
      : `next: npx slipway restore ${live.environment} --snapshot … --as ${firstIdentifier}-…\n`,
  );
}

async function restore(
  { live, rds, terminal }: Place,
  loaded: LoadedEnvironment,
  request: Request & { readonly snapshotIdentifier: string; readonly as: string },
): Promise<void> {
  const { restoreSnapshot } = await import("../../operate/restore/restore-snapshot");
  const { namesOf } = await import("../../contract/names");
  const { restoredSecret, keyAlias } = namesOf(loaded.environment);
  const { as, snapshotIdentifier: snapshot, databaseIdentifier: instead } = request;
  const secretName = restoredSecret(as);
  const restored = await restoreSnapshot(live, rds, terminal, { ...request, secretName, keyAlias });
  const done = { loaded, as, snapshot, secretName, instead };
  const hostName = restored.Endpoint?.Address ?? "";
  terminal.out(
    `${as} is there, restored from ${snapshot}; ${instead} was not touched.\n` +
      lookInto(done) +
      switchOver({ ...done, ...live.delivery.names, hostName }) +
      "Remove it, or read more: docs/runbook.md, A snapshot is restored.\n",
  );
}

/** A database that was restored, as it is described to whoever restored it. */
interface Restored {
  readonly loaded: LoadedEnvironment;
  /** Its identifier. */
  readonly as: string;
  readonly snapshot: string;
  /** Name of the secret with its URL. */
  readonly secretName: string;
  /** The database that runs. */
  readonly instead: string;
}

/** How to look into it: from where the network lets somebody in, and from anywhere by the command of a drill. */
function lookInto({ loaded: { name, environment }, snapshot, secretName, instead }: Restored) {
  const { database, region } = environment;
  const hasReader = database.mode !== "none" && database.drill?.mode === "command";
  const reader = hasReader ? "the file's command" : "a command that you name in database.drill";
  return (
    `Look into it from where ${instead} admits you, if you may read the secret with its URL:\n` +
    `  psql "$(aws secretsmanager get-secret-value --region ${region} --secret-id ${secretName} --query SecretString --output text)"\n` +
    `From anywhere, by ${reader}, on one more database of this snapshot:\n` +
    `  npx slipway restore ${name} --drill --snapshot ${snapshot}\n`
  );
}

/** How the application moves to it. The URL of a database of others is in secrets of theirs, which tasks read when they start. */
function switchOver({
  loaded,
  as,
  instead,
  hostName,
  cluster,
  service,
}: Restored & { readonly hostName: string; readonly cluster: string; readonly service: string }) {
  const { name, file, environment } = loaded;
  const { database, region, secrets } = environment;
  if (database.mode === "create") {
    const before = database.restored?.insteadOf ?? [];
    const insteadOf = [...before.filter((one) => one !== as), instead];
    return (
      `To switch over to it, write into ${file}, under database:\n` +
      `  restored:\n    identifier: ${as}\n    insteadOf: [${insteadOf.join(", ")}]\n`
    );
  }
  if (database.mode === "none") return "";
  const urls = Object.entries(secrets.variables).flatMap(([variable, secret]) =>
    secret.source === "arn" ? [`  ${variable}: ${secret.arn}\n`] : [],
  );
  return (
    `To switch over to it, its owner writes host ${hostName} and the new password into the secret with the application's URL, one of\n${urls.join("")}` +
    `then ${file} gets, under database, for the next snapshots:\n` +
    `  instanceIdentifier: ${as}\n${database.hostName === undefined ? "" : `  hostName: ${hostName}\n`}` +
    `After npm run plan ${name} and npm run apply ${name}, tasks that start read the secret anew:\n` +
    `  aws ecs update-service --region ${region} --cluster ${cluster} --service ${service} --force-new-deployment --query service.status\n`
  );
}

function checkedGroup(text: string): string {
  if (/^sg-[0-9a-f]{8,17}$/.test(text)) return text;
  throw new InvalidArgumentError("It must be an id such as sg-0a1b2c3d4e5f70201.");
}
