import { Command, InvalidArgumentError } from "commander";
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
      const {
        snapshot,
        as,
        drill: isDrill = false,
        limit,
        whileHeld = false,
        securityGroup,
      } = options;
      const { loadOne } = await import("../../config/environments-folder");
      const { databaseIdentifierOf, databaseIdentifiersOf } = await import(
        "../../config/delivery-of"
      );
      const loaded = loadOne(name);
      const { environment, file } = loaded;
      const databaseIdentifier = databaseIdentifierOf(environment);
      if (databaseIdentifier === undefined) {
        throw new CommandError(
          2,
          `${file} names no database of which there are snapshots: it has none, or database.instanceIdentifier is missing.`,
        );
      }
      const { requireRole } = await import("../../operate/require-role");
      requireRole(loaded, { role: "restorers", may: `restore in ${name}` });
      if (isDrill && as !== undefined) {
        throw new CommandError(
          2,
          "--drill and --as exclude each other: a drill names its database itself, and deletes it.",
        );
      }
      if (!isDrill && (snapshot === undefined) !== (as === undefined)) {
        throw new CommandError(
          2,
          `--snapshot and --as belong together. The snapshots: npx slipway restore ${name}`,
        );
      }
      const { openEnvironment } = await import("../../aws/live-environment");
      const { namesOf } = await import("../../contract/names");
      const { RDSClient } = await import("@aws-sdk/client-rds");
      const names = namesOf(environment);
      const live = await openEnvironment(loaded, { role: names.restorerRole });
      const rds = new RDSClient(live.session.config);
      const { duration } = await import("../../operate/read-logs");
      const databases =
        environment.database.mode === "create"
          ? databaseIdentifiersOf(environment)
          : [databaseIdentifier];
      const [firstIdentifier = databaseIdentifier] = databases;
      const common = {
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
      if (isDrill) {
        const { drill } = await import("../../operate/restore/drill");
        const { drillCheckOf } = await import("../../config/delivery-of");
        const check = drillCheckOf(environment);
        const { restoredSecret: secretName, keyAlias, appLogGroup: logGroupName } = names;
        const reads = check && { check, secretName, keyAlias, logGroupName };
        const asked = { ...common, snapshotIdentifier: snapshot, reads };
        await untilStopped((signal) => drill(live, rds, terminal, { ...asked, signal }));
        return;
      }
      if (snapshot === undefined || as === undefined) {
        const { snapshotLine, snapshotsOf } = await import("../../operate/restore/list-snapshots");
        const found = await snapshotsOf(rds, databases);
        for (const one of found) terminal.out(`${snapshotLine(one)}\n`);
        terminal.err(
          found.length === 0
            ? `${databaseIdentifier} has no snapshot that is complete.\n`
            : `next: npx slipway restore ${name} --snapshot … --as ${firstIdentifier}-…\n`,
        );
        return;
      }
      const { restoreSnapshot } = await import("../../operate/restore/restore-snapshot");
      const secretName = names.restoredSecret(as);
      const restored = await restoreSnapshot(live, rds, terminal, {
        ...common,
        snapshotIdentifier: snapshot,
        as,
        secretName,
        keyAlias: names.keyAlias,
      });
      const done = { loaded, as, snapshot, secretName, instead: databaseIdentifier };
      terminal.out(
        `${as} is there, restored from ${snapshot}; ${databaseIdentifier} was not touched.\n` +
          lookInto(done) +
          switchOver({
            ...done,
            ...live.delivery.names,
            hostName: restored.Endpoint?.Address ?? "",
          }) +
          "Remove it, or read more: docs/runbook.md, A snapshot is restored.\n",
      );
    });
}

/** A database that was restored, as its person gets to know it. */
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
