import type { Delivery } from "../contract/delivery-settings";
import { type LockAttribute, type LockStep, lockKey } from "../contract/delivery-table";
import type { Assign, Json, States } from "./asl";
import { code, jsonata } from "./jsonata";
import { task } from "./task";
import { awsFailed, endWith } from "./transitions";

/** Condition of a call: the lock is still ours. `names` and `values` are what else the call's expressions refer to. */
export function whileMine(
  names: Readonly<Record<string, string>> = {},
  values: Readonly<Record<string, Json>> = {},
) {
  return {
    ConditionExpression: "#holder = :me",
    ExpressionAttributeNames: { "#holder": "executionArn", ...names },
    ExpressionAttributeValues: {
      ":me": { S: jsonata`$states.context.Execution.Id` },
      ...values,
    },
  };
}

/**
 * A call that writes attributes into the lock, and with that proves that the lock is still ours: whoever lost it must not
 * change the service.
 */
export function noteInLock(
  delivery: Delivery,
  notes: Readonly<Partial<Record<LockAttribute, string>>> & { readonly step: LockStep },
  next: string,
  {
    output,
    lost = endWith("lock-lost", code`{'digest': $digest}`),
    otherwise = awsFailed,
  }: NoteOptions = {},
): States[string] {
  const entries = Object.entries(notes);
  return task(delivery, {
    call: "dynamodb:updateItem",
    arguments: {
      TableName: delivery.names.delivery,
      Key: lockKey,
      UpdateExpression: `SET ${entries.map(([name]) => `#${name} = :${name}`).join(", ")}`,
      ...whileMine(
        Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
        Object.fromEntries(entries.map(([name, value]) => [`:${name}`, { S: value }])),
      ),
    },
    ...(output !== undefined && { output }),
    routes: [{ errors: ["ConditionalCheckFailedException"], ...lost }],
    next,
    otherwise,
  });
}

/** What a note gives to the next state, and where it leads when it cannot be written. */
interface NoteOptions {
  /** What the next state gets as its input. */
  readonly output?: string;
  /** Where it leads when somebody else has the lock; the outcome `lock-lost` when left out. */
  readonly lost?: Route;
  /** Where every other error leads, after retries; {@link awsFailed} when left out. */
  readonly otherwise?: Route;
}

interface Route {
  readonly assign?: Assign;
  readonly next: string;
}
