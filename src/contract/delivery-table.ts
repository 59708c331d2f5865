/**
 * What the environment's table holds. Each item has a `kind` and, within it, an `id`; all other attributes are texts.
 * - `lock` / `deployment`: who may change the service now; see {@link lockAttributes}.
 * - `lock` / `apply#time`: one apply of a reviewed plan, and how it ended. Beside the lock, because who may take the lock may write it.
 * - `decision` / digest: what became of this digest, and `releasedAt` once it was released.
 * - `release` / time: one release, `rollback` included.
 * - `history` / time#execution: one run that had something to report; expires.
 * - `first-seen` / vulnerability|package: when this environment first saw a finding over the allowance, and in which digest.
 * - `hold` / `now`: while it is there nothing is released; see {@link holdAttributes}. A partition of its own, because who may hold may write
 *   nothing else.
 * - `hold` / time: that somebody held or resumed the environment.
 * - `restore` / time: a snapshot that somebody restored beside the database, and how far that came.
 * - `connection` / time: that somebody connected to the database through a task, and how that ended.
 * - `frontend` / time: a release of the frontend, and how far it came; `running`: who releases it now, see `src/operate/lease.ts`.
 * - `run` / time: a command that somebody ran in a task of its own, and how it ended.
 * - `last` / `schedule`: how the last reconciling ended, so that people are notified only when it changes.
 * - `last` / `release`: how many releases in a row were refused or failed.
 * - `noticed` / vulnerability|packages: a finding of what runs of which the daily look notified people.
 * - `waiver` / time#vulnerability|package: a finding that somebody waived, or whose waiver somebody took back; see `waivers.ts`.
 * - `evidence`, `promotion`: what promotions write; see `src/operate/promotion/records.ts`.
 */
export const tableKey = { partition: "kind", sort: "id", expiry: "expires" } as const;

/** Who writes into the table; `others` are people with permissions of their own, who apply, free locks, and do what no role is there for. */
export type TableWriter =
  | "deployer"
  | "tester"
  | "promoter"
  | "waivers"
  | "operator"
  | "taskRunner"
  | "restorer"
  | "databaseClient"
  | "publisher"
  | "others";

/**
 * Every kind of item and who writes it: the deployer's own permission names just its kinds, and a table with a policy lets nobody write a
 * kind but those who are named here, administrators included. A new kind is a row.
 */
export const tableWriters = [
  { kind: "connection", writers: ["databaseClient"] },
  { kind: "decision", writers: ["deployer"] },
  { kind: "evidence", writers: ["tester"] },
  { kind: "first-seen", writers: ["deployer"] },
  { kind: "frontend", writers: ["publisher"] },
  { kind: "history", writers: ["deployer", "others"] },
  { kind: "hold", writers: ["operator"] },
  { kind: "last", writers: ["deployer"] },
  { kind: "lock", writers: ["deployer", "others"] },
  { kind: "noticed", writers: ["deployer"] },
  { kind: "promotion", writers: ["promoter"] },
  { kind: "release", writers: ["deployer"] },
  { kind: "restore", writers: ["restorer"] },
  { kind: "run", writers: ["taskRunner"] },
  { kind: "waiver", writers: ["waivers"] },
] as const satisfies readonly { readonly kind: string; readonly writers: readonly TableWriter[] }[];

/** A kind of item, the first half of its key. */
export type TableKind = (typeof tableWriters)[number]["kind"];

/** The kinds that somebody writes. */
export function kindsOf(writer: TableWriter): TableKind[] {
  return tableWriters
    .filter(({ writers }) => (writers as readonly TableWriter[]).includes(writer))
    .map(({ kind }) => kind);
}

/**
 * Condition of a policy: only items of these kinds.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export function onlyKinds(kinds: readonly TableKind[]) {
  return { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": [...kinds].sort() } };
}

/** For how long `history` is kept: 400 days. */
export const historySeconds = 400 * 86_400;

/** The one lock, as DynamoDB's key. */
export const lockKey = { kind: { S: "lock" }, id: { S: "deployment" } } as const;

/** The partition of releases of the frontend. */
export const frontendKind = "frontend";

/** Characters of the longest reason that people give, in a file and on the command line; what is longer is cut where it is shown. */
export const longestReason = 300;

/** The partition of holds. */
export const holdKind = "hold";

/** The hold that is in force, as DynamoDB's key. */
export const holdKey = { kind: { S: holdKind }, id: { S: "now" } } as const;

/**
 * Attributes of the hold beside its key: who holds, since when and why, and the ISO time at which it ends by itself, empty for none. A
 * hold whose `until` cannot be read does not end.
 */
export const holdAttributes = ["by", "since", "because", "until"] as const;

/** What the id of an apply's record begins with; its time follows. */
export const applyRecordPrefix = "apply#";

/**
 * Attributes of the lock beside its key. A holder that is no execution (an apply) leaves `executionArn` out: such a
 * lock is never stale to the deployer, and its holder must release it.
 */
export const lockAttributes = [
  "executionArn",
  "by",
  "trigger",
  "since",
  "digest",
  "pushedAt",
  "rollback",
  "first",
  "previous",
  "revision",
  "base",
  "startedBy",
  "migrationTask",
  "step",
] as const;

/** What a take-over adds to it: how often one was tried, and which execution notified people that a person is needed. */
export const takeOverAttributes = ["takeOvers", "stuck"] as const;

/** What a deployer that tolerates findings one by one adds to it, for whoever finishes its work: what was let in, why and until when. */
export const findingsAttributes = ["tolerated"] as const;

/** What a deployer with windows adds to it, for whoever finishes its work: why somebody asked to release outside them. */
const windowAttributes = ["outsideWindow"] as const;

/** What a deployer that takes snapshots adds to it: the name of its own, chosen before it is taken. */
export const snapshotAttributes = ["snapshot"] as const;

/** Name of an attribute of the lock. */
export type LockAttribute =
  | (typeof lockAttributes)[number]
  | (typeof takeOverAttributes)[number]
  | (typeof findingsAttributes)[number]
  | (typeof windowAttributes)[number]
  | (typeof snapshotAttributes)[number];

/** What the holder does, as the deployer notes it in the lock's `step` before it begins. */
export const lockSteps = [
  "registering",
  "registered",
  "snapshotting",
  "migrating",
  "updating",
] as const;

/** One of {@link lockSteps}. */
export type LockStep = (typeof lockSteps)[number];
