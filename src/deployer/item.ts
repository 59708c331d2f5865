import type { Delivery } from "../contract/delivery-settings";
import type { Json, State } from "./asl";
import { type Code, jsonata } from "./jsonata";
import { type TaskOptions, task } from "./task";

/** The item that was read, such as the lock, as an object of texts; empty when there is none. */
export const itemAsTexts = jsonata`$merge($append([{}], $map($keys($states.result.Item), function($name) {
  ($value := $lookup($states.result.Item, $name); {$name: $exists($value.S) ? $value.S : $value.N})
})))`;

/** Reads one item of the table as it is now: a second ago the lock may have been free. */
export function readItem(
  delivery: Delivery,
  key: Json,
  options: Omit<TaskOptions, "call" | "arguments">,
): State {
  return task(delivery, {
    call: "dynamodb:getItem",
    arguments: { TableName: delivery.names.delivery, Key: key, ConsistentRead: true },
    ...options,
  });
}

/** Where the table keeps what was decided on a digest. */
export function decisionKey(digest: Code) {
  return { kind: { S: "decision" }, id: { S: jsonata`${digest}` } } as const;
}
