import type { Session } from "../../aws/session";
import { type TextItem, toItem } from "../../aws/table";
import { applyRecordPrefix } from "../../contract/delivery-table";
import type { ReviewRecord } from "./review-record";

/** An apply, as far as it is recorded. */
interface RecordedApply {
  readonly session: Session;
  /** The environment's table. */
  readonly table: string;
  /** What the plan's review came to. */
  readonly record: ReviewRecord;
  /** Time of the apply, as an ISO time. */
  readonly now: string;
}

/** How an apply stands: one that was killed stays at `began`. */
type ApplyResult = "began" | "applied" | "failed";

/** The item of one apply: who applied which reviewed plan, what was approved in it by name, and how it ended. */
function applyItem(
  { session, now, record }: Omit<RecordedApply, "table">,
  result: ApplyResult,
  reason: string,
): TextItem {
  return {
    kind: "lock",
    id: `${applyRecordPrefix}${now}`,
    result,
    ...(result !== "began" && { reason }), // only what has ended has one
    by: session.caller,
    at: now,
    plan: record.planSha256,
    approvals: JSON.stringify(record.approvals),
    digest: record.basis.pointer ?? "",
    revision: record.basis.revision ?? "",
  };
}

/** Writes the item whole, over what the same apply wrote when it began. One that has ended stays as it is: a call that is repeated finds itself. */
export async function recordApply(
  props: RecordedApply,
  result: ApplyResult,
  reason: string,
): Promise<void> {
  const { DynamoDBClient, PutItemCommand } = await import("@aws-sdk/client-dynamodb");
  const client = new DynamoDBClient(props.session.config);
  const Item = toItem(applyItem(props, result, reason));
  try {
    await client.send(
      new PutItemCommand({
        TableName: props.table,
        Item,
        ConditionExpression: "attribute_not_exists(#reason)",
        ExpressionAttributeNames: { "#reason": "reason" },
      }),
    );
  } catch (error) {
    if ((error as Error).name !== "ConditionalCheckFailedException") throw error;
  }
}
