import type { Delivery } from "../contract/delivery-settings";
import { type LockAttribute, type LockStep, lockKey } from "../contract/delivery-table";
import type { Assign, Json, States } from "./asl";
import { code, jsonata } from "./jsonata";
import { task } from "./task";
import { awsFailed, endWith } from "./transitions";

/** Proves within a call that the lock is still ours; with what else the call names. */
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

/** Where else a note may lead. */
interface NoteOptions {
  /** What the next state gets as its input. */
  readonly output?: string;
  readonly lost?: Route;
  readonly otherwise?: Route;
}

interface Route {
  readonly assign?: Assign;
  readonly next: string;
}
