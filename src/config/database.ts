import { z } from "zod";
import { environmentName } from "../contract/names";
import { drillPrefix } from "../contract/snapshots";
import { drill } from "./drill";
import {
  choice,
  ec2Id,
  flag,
  identifying,
  list,
  logRetentionDays,
  oneOf,
  section,
  text,
  wholeNumber,
} from "./fields";
import type { EnvironmentRule, RuleProblem } from "./rule";

/** Day on which AWS' standard support of each PostgreSQL major version ends; null: not announced when this was written. @see https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html */
export const postgresStandardSupportEnds = {
  "14": "2027-02-28",
  "15": "2028-02-29",
  "16": "2029-02-28",
  "17": "2030-02-28",
  "18": null,
} as const;

const clock = "([01]\\d|2[0-3]):[0-5]\\d";
const day = "(mon|tue|wed|thu|fri|sat|sun)";
const sqlName = (what: string) =>
  text(
    /^(?!pg_|rds)[a-z][a-z0-9_]{0,62}$/,
    `${what}: 1 to 63 lower-case letters, digits and _, not beginning with pg_ or rds`,
  );

const instanceIdentifier = () =>
  text(
    /^(?=.{1,63}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    "an instance identifier: 1 to 63 lower-case letters, digits and single hyphens",
  );

/** Which database runs, once a restored one took the place of the first. */
const restored = section({
  identifier: instanceIdentifier().describe(
    "Identifier of the database that runs: one that `slipway restore` made, or the first one again.",
  ),
  insteadOf: list(instanceIdentifier(), 1).describe(
    "Identifiers of those that ran before, at least 1: Terraform lets go of them, and AWS keeps them, protected. Take one out once it is deleted.",
  ),
}).describe("The application moves to a database that was restored from a snapshot.");

/** The PostgreSQL database: made here, existing, or none. */
export const database = choice(
  "mode",
  [
    section({
      mode: z.literal("create").describe("Make a database."),
      engineVersion: oneOf(["14", "15", "16", "17", "18"]).describe(
        'Major version of PostgreSQL, in quotes: "14" to "18". Minor versions are installed in the maintenance window.',
      ),
      instanceClass: text(
        /^db\.[a-z][a-z0-9]*\.(micro|small|medium|large|([1-9][0-9]?)?xlarge)$/,
        "an RDS instance class, such as db.t4g.medium",
      ).describe("RDS instance class, such as db.t4g.medium."),
      storageGiB: wholeNumber(20, 65_536, "GiB").describe(
        "Storage at the start in GiB, 20 to 65536 (gp3).",
      ),
      maxStorageGiB: wholeNumber(22, 65_536, "GiB").describe(
        "Up to where storage grows by itself in GiB, 22 to 65536; at least a tenth above the start.",
      ),
      multiAz: flag().describe("true keeps a standby in another availability zone."),
      backupRetentionDays: wholeNumber(1, 35, "days").describe(
        "Days of backups and point-in-time recovery, 1 to 35.",
      ),
      backupWindow: text(
        new RegExp(`^${clock}-${clock}$`),
        "a daily window in UTC, such as 03:00-04:00",
      ).describe("Daily backup window in UTC, at least 30 minutes."),
      maintenanceWindow: text(
        new RegExp(`^${day}:${clock}-${day}:${clock}$`),
        "a weekly window in UTC, such as sun:05:00-sun:06:00",
      ).describe(
        "Weekly maintenance window in UTC, at least 30 minutes, outside the backup window.",
      ),
      applyImmediately: flag().describe(
        "true applies changes at once, with an outage if one is needed; false waits for the maintenance window. Until then each plan shows the change again, and taking it back in the file does not take it back at AWS.",
      ),
      name: sqlName("a database name").describe("Name of the database, 1 to 63 characters."),
      username: sqlName("a user name").describe(
        "Master user, 1 to 63 characters; the application connects as this user.",
      ),
      logRetentionDays: logRetentionDays().describe("Days that PostgreSQL's logs are kept."),
      drill,
      restored: identifying(restored.optional()),
    }).describe("A database of this environment's own."),
    section({
      mode: z
        .literal("existing")
        .describe("Use a database that exists; its URL comes from `secrets`."),
      securityGroupId: identifying(
        ec2Id("sg").describe("Security group of the existing database."),
      ),
      port: wholeNumber(1, 65_535).describe("Its port, 1 to 65535; usually 5432."),
      instanceIdentifier: identifying(
        instanceIdentifier()
          .describe(
            "Identifier of its RDS instance, of which a snapshot is taken before a migration; needed for that alone.",
          )
          .optional(),
      ),
      hostName: identifying(
        text(
          /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/,
          "a host name in lower case, such as shared.abc123.us-east-1.rds.amazonaws.com",
        )
          .describe("Its host name, to which `slipway connect` leads; needed for that alone.")
          .optional(),
      ),
      addIngressRule: flag().describe(
        "true adds a rule to that group that lets the tasks in; false where its owner already allows it.",
      ),
      drill,
    }).describe("A database that others own."),
    section({ mode: z.literal("none").describe("The application has no database.") }).describe(
      "No database.",
    ),
  ],
  ["create", "existing", "none"],
).describe("The PostgreSQL database.");

/** RDS takes a maximum that is at least a tenth above the storage at the start. @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html */
export const databaseStorage: EnvironmentRule = ({ database }) => {
  if (database.mode !== "create") return [];
  const least = Math.ceil((database.storageGiB * 11) / 10);
  if (database.maxStorageGiB >= least) return [];
  return [
    {
      path: ["database", "maxStorageGiB"],
      message: `must be at least ${least}, a tenth above storageGiB, got ${database.maxStorageGiB}`,
      fix: `write ${least} or more; storage grows by itself up to there`,
    },
  ];
};

/** The URL of the database that is made here is in exactly one variable; of another's database it is a secret of its owner's. */
export const databaseUrl: EnvironmentRule = ({ database, secrets }) => {
  const names = Object.entries(secrets.variables)
    .filter(([, secret]) => secret.source === "database")
    .map(([name]) => name);
  if (database.mode !== "create") {
    return names.map((name) => ({
      path: ["secrets", "variables", name, "source"],
      message: `must not be database where database.mode is ${database.mode}`,
      fix: "the URL of a database that others own is a secret of theirs: write source: arn and its ARN",
    }));
  }
  if (names.length === 0) {
    return [
      {
        path: ["secrets", "variables"],
        on: "key",
        message: "must have one variable with source: database where database.mode is create",
        fix: "add the variable in which the application expects the database's URL, such as DATABASE_URL",
      },
    ];
  }
  return names.slice(1).map((name) => ({
    path: ["secrets", "variables", name, "source"],
    message: `must be database in one variable only, and ${names[0]} has it already`,
    fix: "let the application read one variable",
  }));
};

/** A database that runs instead of the first has a name that `slipway restore` gives, and is not among those that it replaces. */
export const databaseRestored: EnvironmentRule = ({ application, environment, database }) => {
  if (database.mode !== "create" || database.restored === undefined) return [];
  const { identifier, insteadOf } = database.restored;
  const first = environmentName({ application, environment });
  const all = [
    { path: ["database", "restored", "identifier"], given: identifier },
    ...insteadOf.map((given, index) => ({
      path: ["database", "restored", "insteadOf", index],
      given,
    })),
  ];
  const isOurs = (name: string) =>
    name === first || (name.startsWith(`${first}-`) && !name.startsWith(drillPrefix(first)));
  const strange = all
    .filter(({ given }) => !isOurs(given))
    .map(({ path, given }) => ({
      path,
      message: `must be ${first}, or begin with ${first}- and not with ${drillPrefix(first)}, got ${given}`,
      fix: "write the identifier that `slipway restore` was given as --as, or the one of the first database",
    }));
  const twice = all.slice(1).filter(({ given }) => given === identifier);
  return [
    ...strange,
    ...twice.map(({ path }) => ({
      path,
      message: `must not be the database that runs, which identifier says is ${identifier}`,
      fix: "write here the one that ran before",
    })),
  ];
};

const dayMinutes = 24 * 60;
const weekMinutes = 7 * dayMinutes;
const shortestMinutes = 30;
const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

interface Window {
  /** Minutes since Monday 00:00 UTC. */
  readonly start: number;
  readonly minutes: number;
}

/** Both windows are half an hour or more, and never at the same time. @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupWindow.html */
export const databaseWindows: EnvironmentRule = ({ database }) => {
  if (database.mode !== "create") return [];
  const { backupWindow, maintenanceWindow } = database;
  const backup = daily(backupWindow);
  const maintenance = weekly(maintenanceWindow);
  const short = [
    ...tooShort("backupWindow", backupWindow, backup),
    ...tooShort("maintenanceWindow", maintenanceWindow, maintenance),
  ];
  if (short.length > 0) return short;
  if (maintenance.minutes > dayMinutes) {
    const message = `must be at most 24 hours long, got ${maintenanceWindow}`;
    const fix = "look at the days: the window ends on the second one";
    return [{ path: ["database", "maintenanceWindow"], message, fix }];
  }
  const everyDay = days.map((_, day) => ({ ...backup, start: backup.start + day * dayMinutes }));
  if (!everyDay.some((one) => overlap(one, maintenance))) return [];
  return [
    {
      path: ["database", "maintenanceWindow"],
      message: `must be outside the daily backupWindow ${backupWindow}, got ${maintenanceWindow}`,
      fix: "move one of the two windows",
    },
  ];
};

function tooShort(setting: string, given: string, { minutes }: Window): RuleProblem[] {
  if (minutes >= shortestMinutes) return [];
  const message = `must be at least ${shortestMinutes} minutes long, got ${given}`;
  return [{ path: ["database", setting], message, fix: "let it end later; the times are UTC" }];
}

function daily(window: string): Window {
  const [start = 0, end = 0] = window.split("-").map(minutesOf);
  return { start, minutes: (end - start + dayMinutes) % dayMinutes };
}

function weekly(window: string): Window {
  const [start = 0, end = 0] = window
    .split("-")
    .map((moment) => days.indexOf(moment.slice(0, 3)) * dayMinutes + minutesOf(moment.slice(4)));
  return { start, minutes: (end - start + weekMinutes) % weekMinutes };
}

function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * 60 + minutes;
}

function overlap(a: Window, b: Window): boolean {
  const after = (from: Window, to: Window) => (to.start - from.start + weekMinutes) % weekMinutes;
  return after(a, b) < a.minutes || after(b, a) < b.minutes;
}
