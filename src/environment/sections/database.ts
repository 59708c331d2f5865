import { z } from "zod";
import { choice, ec2Id, flag, oneOf, section, text, wholeNumber } from "../fields";
import { logRetentionDays } from "./service";

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
        "true applies changes at once, with an outage if one is needed; false waits for the maintenance window.",
      ),
      name: sqlName("a database name").describe("Name of the database, 1 to 63 characters."),
      username: sqlName("a user name").describe(
        "Master user, 1 to 63 characters; the application connects as this user.",
      ),
      logRetentionDays: logRetentionDays().describe("Days that PostgreSQL's logs are kept."),
    }).describe("A database of this environment's own."),
    section({
      mode: z
        .literal("existing")
        .describe("Use a database that exists; its URL comes from `secrets`."),
      securityGroupId: ec2Id("sg").describe("Security group of the existing database."),
      port: wholeNumber(1, 65_535).describe("Its port, 1 to 65535; usually 5432."),
      addIngressRule: flag().describe(
        "true adds a rule to that group that lets the tasks in; false where its owner already allows it.",
      ),
    }).describe("A database that others own."),
    section({ mode: z.literal("none").describe("The application has no database.") }).describe(
      "No database.",
    ),
  ],
  ["create", "existing", "none"],
).describe("The PostgreSQL database.");
