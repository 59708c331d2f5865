import type { LockHolder } from "../../aws/deployment-lock";
import type { LiveEnvironment } from "../../aws/live-environment";
import { historySeconds, lockKey } from "../../contract/delivery-table";

/** Whether the holder of a lock still works, as Step Functions says; of an apply only people know. */
type HolderState =
  | { readonly state: "runs" }
  | { readonly state: "over"; readonly how: string }
  | { readonly state: "unknown" };

/** Asks Step Functions for the execution that holds a lock. One that it does not know ended 90 days ago or more. */
export async function holderState(
  { clients }: LiveEnvironment,
  holder: LockHolder,
): Promise<HolderState> {
  if (!holder.executionArn) return { state: "unknown" };
  const { DescribeExecutionCommand } = await import("@aws-sdk/client-sfn");
  try {
    const { status, error, cause } = await clients.sfn.send(
      new DescribeExecutionCommand({ executionArn: holder.executionArn }),
    );
    if (status === "RUNNING" || status === "PENDING_REDRIVE") return { state: "runs" };
    return { state: "over", how: [status, error, cause].filter(Boolean).join(": ") };
  } catch (error) {
    if ((error as Error).name !== "ExecutionDoesNotExist") throw error;
    return { state: "over", how: "Step Functions no longer knows it" };
  }
}

/** What a deployment that is over leaves behind, as lines for people: nothing cleans it up once its lock is freed. */
export function leftBehind({ digest, notes }: LockHolder): readonly string[] {
  const { step, revision, previous, snapshot, startedBy, migrationTask } = notes;
  const migration = migrationTask ?? (startedBy && `a task started by ${startedBy}`);
  return [
    `  image     ${digest || "not chosen yet"}`,
    `  step      ${step ?? "nothing was begun"}`,
    ...(revision ? [`  revision  ${revision}: deregister it unless the service uses it`] : []),
    ...(previous ? [`  before    ${previous}: what ran before`] : []),
    ...(snapshot
      ? [`  snapshot  ${snapshot}: of the database before the migration, if it was taken`]
      : []),
    ...(migration
      ? [
          `  migration ${migration}: if it still runs, the next deployment waits for it, then stops it`,
        ]
      : []),
  ];
}

/** Whether the deployer itself still takes such a lock over, as its machine does up to three times. */
export function whoCleansUp({ notes }: LockHolder): string {
  return notes["stuck"]
    ? `It was taken over ${notes["takeOvers"]} times, in vain. Remove the cause before you free the lock, or the next deployment meets it too.`
    : "The deployer's next run takes the lock over and cleans this up. Once you free it, nobody does.";
}

/** Frees the lock of this holder and records who did it, both or neither; false when somebody else holds it by now. */
export async function freeLock(
  live: LiveEnvironment,
  holder: LockHolder,
  now: Date,
): Promise<boolean> {
  const { TransactWriteItemsCommand } = await import("@aws-sdk/client-dynamodb");
  const { clients, delivery, caller } = live;
  const table = delivery.names.delivery;
  const text = (value: string) => ({ S: value });
  const at = now.toISOString();
  const detail = { holder: holder.by, "locked since": holder.since, ...holder.notes };
  try {
    await clients.dynamodb.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          {
            Delete: {
              TableName: table,
              Key: lockKey,
              ConditionExpression: `#by = :by AND #since = :since AND ${holder.executionArn ? "#holder = :holder" : "attribute_not_exists(#holder)"}`,
              ExpressionAttributeNames: {
                "#by": "by",
                "#since": "since",
                "#holder": "executionArn",
              },
              ExpressionAttributeValues: {
                ":by": text(holder.by),
                ":since": text(holder.since),
                ...(holder.executionArn && { ":holder": text(holder.executionArn) }),
              },
            },
          },
          {
            Put: {
              TableName: table,
              Item: {
                kind: text("history"),
                id: text(`${at}#unlock`),
                outcome: text("unlocked"),
                digest: text(holder.digest),
                by: text(caller),
                trigger: text("unlock"),
                at: text(at),
                execution: text(holder.executionArn),
                detail: text(JSON.stringify(detail)),
                warnings: text("[]"),
                expires: { N: String(Math.floor(now.getTime() / 1000) + historySeconds) },
              },
            },
          },
        ],
      }),
    );
    return true;
  } catch (error) {
    if ((error as Error).name !== "TransactionCanceledException") throw error;
    return false;
  }
}
