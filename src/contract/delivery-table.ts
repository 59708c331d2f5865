/**
 * What the environment's table holds. Each item has a `kind` and, within it, an `id`; all other attributes are texts.
 * - `lock` / `deployment`: who may change the service now; see {@link lockAttributes}.
 * - `lock` / `apply#time`: one apply of a reviewed plan, and how it ended. Beside the lock, because who may take the lock may write it.
 * - `decision` / digest: what became of this digest, and `releasedAt` once it was released.
 * - `release` / time: one release, `rollback` included.
 * - `history` / time#execution: one run that had something to report; expires.
 * - `first-seen` / vulnerability|package: when this environment first saw a finding over the allowance, and in which digest.
 * - `last` / `schedule`: how the last reconciling ended, so that people are notified only when it changes.
 */
export const tableKey = { partition: "kind", sort: "id", expiry: "expires" } as const;

/** Days for which `history` is kept. */
export const historyDays = 400;

/** The one lock, as DynamoDB's key. */
export const lockKey = { kind: { S: "lock" }, id: { S: "deployment" } } as const;

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

/** Name of an attribute of the lock. */
export type LockAttribute =
  | (typeof lockAttributes)[number]
  | (typeof takeOverAttributes)[number]
  | (typeof findingsAttributes)[number];

/** What the holder does, as the deployer notes it in the lock's `step` before it begins. */
export const lockSteps = ["registering", "registered", "migrating", "updating"] as const;

/** One of {@link lockSteps}. */
export type LockStep = (typeof lockSteps)[number];
