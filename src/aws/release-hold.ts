import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type holdAttributes, holdKey } from "../contract/delivery-table";
import { fromItem } from "./table";

/** While it is in force, nothing is released or applied: who placed it, when and why, and when it ends by itself. */
export type ReleaseHold = Readonly<Record<(typeof holdAttributes)[number], string>>;

/** The hold that was placed last, whether it has ended by itself or not; undefined when there is none. */
export async function readHold(
  client: DynamoDBClient,
  table: string,
): Promise<ReleaseHold | undefined> {
  const { GetItemCommand } = await import("@aws-sdk/client-dynamodb");
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: holdKey, ConsistentRead: true }),
  );
  if (!Item) return undefined;
  const { by = "", since = "", because = "", until = "" } = fromItem(Item);
  return { by, since, because, until };
}

/** Whether it is still in force at a time, as the deployer judges it too: an `until` that is no time never ends it. */
export function isInForce({ until }: ReleaseHold, now: string): boolean {
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.]\d+)?Z$/.test(until);
  return !(isTime && until.slice(0, 19) <= now.slice(0, 19));
}

/** The hold that is in force at a time; undefined when there is none. */
export async function holdInForce(
  client: DynamoDBClient,
  table: string,
  now: string,
): Promise<ReleaseHold | undefined> {
  const hold = await readHold(client, table);
  return hold && isInForce(hold, now) ? hold : undefined;
}

/** One sentence on who holds and why, without its end. */
export function holdText({ by, since, because, until }: ReleaseHold): string {
  const end = until ? `until ${until}` : "until somebody resumes it";
  return `held by ${by || "somebody"} since ${since || "an unknown time"}, ${end}, because: ${because.replace(/[.]+$/, "") || "no reason is given"}`;
}
