import { bakeSeconds } from "../contract/alarms";
import { databaseMemoryBytes, knownDatabaseFamilies } from "../contract/database-class";
import { flag, section, text, wholeNumber } from "./fields";
import type { EnvironmentRule } from "./rule";
import { subscribers } from "./subscribers";

const percent = (from: number, to: number) => wholeNumber(from, to, "percent");

/** When somebody is woken, when somebody gets mail, and who. */
export const monitoring = section({
  runbookUrl: text(
    /^https:\/\/[^\s#]{3,300}$/,
    "an address without a # that begins with https://, such as https://github.com/example-gov/slipway/blob/main/docs/runbook.md",
  ).describe("Where the people on call read `docs/runbook.md`; each alarm links to its section."),
  pages: subscribers().describe("Who is woken: notified of what users feel now, at any hour."),
  mails: subscribers().describe("Who reads in the morning what users will feel later."),
  requests: section({
    countMin: wholeNumber(1, 100_000, "requests").describe(
      "Requests in a minute, 1 to 100000, below which errors and latency are not judged: a quiet night rings nothing.",
    ),
    errorPercent: percent(1, 100).describe(
      "Percent of requests answered with 5xx above which it rings, 1 to 100.",
    ),
    latencyMilliseconds: wholeNumber(50, 60_000, "milliseconds").describe(
      "Milliseconds that one request in twenty (p95) may take, 50 to 60000.",
    ),
    rollBack: flag()
      .describe(
        "Whether ECS rolls a release back when errors or latency ring during its rollout, which takes about 5 minutes longer then. To end it write `false` and apply, and keep the line: an apply without it fails at the service.",
      )
      .optional(),
  }).describe("What users feel. Three minutes out of five beyond a limit ring."),
  tasks: section({
    cpuPercent: percent(10, 100).describe(
      "Average CPU above which it rings although `service.tasksMax` tasks run, 10 to 100 percent.",
    ),
    memoryPercent: percent(10, 100).describe(
      "Average memory above which it rings although `service.tasksMax` tasks run, 10 to 100 percent.",
    ),
  }).describe("Tasks that are short of something although there cannot be more of them."),
  database: section({
    freeStorageGiB: wholeNumber(1, 6553, "GiB").describe(
      "Free storage in GiB below which it rings, 1 to 6553; at most a tenth of `database.storageGiB`, below which storage grows by itself.",
    ),
    freeMemoryPercent: percent(1, 50).describe(
      "Free memory below which it rings, 1 to 50 percent of what the class has.",
    ),
    cpuPercent: percent(10, 100).describe("CPU above which it rings, 10 to 100 percent."),
    connectionsPercent: percent(10, 100).describe(
      "Connections above which it rings, 10 to 100 percent of about what the class allows.",
    ),
  })
    .nullable()
    .describe("The database that is made here; null where `database.mode` is not create."),
  certificateDays: wholeNumber(1, 90, "days").describe(
    "Days before the certificate expires at which it rings, 1 to 90; fewer than 45, when ACM renews its own.",
  ),
})
  .describe("Alarms, and who is notified. Absent: the only alarms are those of delivery.")
  .optional();

/** ECS watches the alarms after the last task is healthy, and until then the rollout is not over; its tasks must start and the old ones leave besides. */
export const rolloutOutlastsAlarms: EnvironmentRule = ({ monitoring, delivery }) => {
  const { limitSeconds } = delivery.rollout;
  const least = 2 * bakeSeconds;
  if (monitoring?.requests.rollBack !== true || limitSeconds >= least) return [];
  return [
    {
      path: ["delivery", "rollout", "limitSeconds"],
      message: `must be at least ${least} where monitoring.requests.rollBack is true, got ${limitSeconds}`,
      fix: `write more: ECS watches the alarms for about ${bakeSeconds} seconds after all tasks are healthy, and only then is a rollout over`,
    },
  ];
};

/** A database that is made here is watched, and no other can be: its figures have another name in another account. */
export const monitoredDatabase: EnvironmentRule = ({ monitoring, database }) => {
  if (monitoring === undefined) return [];
  const path = ["monitoring", "database"];
  if (database.mode !== "create") {
    if (monitoring.database === null) return [];
    const message = `must be null where database.mode is ${database.mode}, got a section`;
    return [{ path, message, fix: "write database: null; its owner watches it" }];
  }
  if (monitoring.database === null) {
    const message = "must be a section where database.mode is create, got null";
    return [{ path, message, fix: "add the limits below it, as another environment has them" }];
  }
  const { freeStorageGiB } = monitoring.database;
  const most = Math.floor(database.storageGiB / 10);
  return [
    ...(freeStorageGiB > most
      ? [
          {
            path: [...path, "freeStorageGiB"],
            message: `must be at most ${most}, a tenth of database.storageGiB, got ${freeStorageGiB}`,
            fix: "write less: with a tenth left storage grows by itself, and only what that does not prevent should ring",
          },
        ]
      : []),
    ...(databaseMemoryBytes(database.instanceClass) === undefined
      ? [
          {
            path: ["database", "instanceClass"],
            message: `must be of ${knownDatabaseFamilies}, whose memory the alarms of monitoring.database know, got ${database.instanceClass}`,
            fix: "choose a class of one of these, or remove the section monitoring",
          },
        ]
      : []),
  ];
};

/** ACM renews its own certificates 45 days before they expire at the latest; an alarm before that would ring each time. @see https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html */
export const certificateRenewed: EnvironmentRule = ({ monitoring, domain }) => {
  if (monitoring === undefined || domain.certificate.mode !== "managed") return [];
  if (monitoring.certificateDays < 45) return [];
  return [
    {
      path: ["monitoring", "certificateDays"],
      message: `must be less than 45 where domain.certificate.mode is managed, got ${monitoring.certificateDays}`,
      fix: "write 30: ACM has renewed the certificate by then, unless something is wrong",
    },
  ];
};
