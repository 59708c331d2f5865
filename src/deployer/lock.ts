import type { Delivery } from "../contract/delivery-settings";
import { type lockAttributes, lockKey } from "../contract/delivery-table";
import type { States } from "./asl";
import { code, jsonata } from "./jsonata";
import { task } from "./task";
import { awsFailed, tell } from "./tell";

/** The lock as an object of texts; empty when there is none. */
export const lockAsRead = jsonata`$merge($append([{}], $map($keys($states.result.Item), function($name) {
  {$name: $lookup($states.result.Item, $name).S}
})))`;

/**
 * A call that writes attributes into the lock, and with that proves that the lock is still ours: whoever lost it must not
 * change the service.
 */
export function noteInLock(
  delivery: Delivery,
  notes: Readonly<Partial<Record<(typeof lockAttributes)[number], string>>>,
  next: string,
): States[string] {
  const entries = Object.entries(notes);
  return task(delivery, {
    call: "dynamodb:updateItem",
    arguments: {
      TableName: delivery.names.delivery,
      Key: lockKey,
      UpdateExpression: `SET ${entries.map(([name]) => `#${name} = :${name}`).join(", ")}`,
      ConditionExpression: "#holder = :me",
      ExpressionAttributeNames: {
        "#holder": "executionArn",
        ...Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
      },
      ExpressionAttributeValues: {
        ":me": { S: jsonata`$states.context.Execution.Id` },
        ...Object.fromEntries(entries.map(([name, value]) => [`:${name}`, { S: value }])),
      },
    },
    routes: [
      {
        errors: ["ConditionalCheckFailedException"],
        ...tell("lock-lost", code`{'digest': $digest}`),
      },
    ],
    next,
    otherwise: awsFailed,
  });
}
