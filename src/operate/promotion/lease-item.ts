import { randomUUID } from "node:crypto";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { fromItem, type TextItem, toItem } from "../../aws/text-item";
import { leaseKey } from "./records";

/** Where a lease is kept. */
export interface LeaseTable {
  readonly dynamodb: DynamoDBClient;
  readonly table: string;
}

/** The item that says who promotes into an environment now. */
export interface LeaseItem {
  readonly holder: string;
  /** Who that is, for people. */
  readonly by: string;
  readonly since: string;
  /** Another text each few seconds while the holder lives. */
  readonly beat: string;
}

/** The lease as it stands; undefined when nobody holds it. */
export async function readLease({ dynamodb, table }: LeaseTable): Promise<LeaseItem | undefined> {
  const { GetItemCommand } = await import("@aws-sdk/client-dynamodb");
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key: toItem(leaseKey), ConsistentRead: true }),
  );
  if (Item === undefined) return undefined;
  const { holder = "", by = "", since = "", beat = "" }: TextItem = fromItem(Item);
  return { holder, by, since, beat };
}

/**
 * Takes the lease where it is free, or where its holder has said nothing since `silent`; false when it is not so. A refusal that only
 * answers the SDK's second try, because the answer to the first was lost, is none: the table has this very holder.
 */
export async function takeLease(
  { dynamodb, table }: LeaseTable,
  lease: LeaseItem,
  silent: LeaseItem | undefined,
): Promise<boolean> {
  const { PutItemCommand } = await import("@aws-sdk/client-dynamodb");
  const taken = await unlessRefused(
    dynamodb.send(
      new PutItemCommand({
        TableName: table,
        Item: toItem({ ...leaseKey, ...lease }),
        ConditionExpression: silent ? "#beat = :silent" : "attribute_not_exists(#beat)",
        ExpressionAttributeNames: { "#beat": "beat" },
        ...(silent && { ExpressionAttributeValues: toItem({ ":silent": silent.beat }) }),
      }),
    ),
  );
  return taken || (await readLease({ dynamodb, table }))?.holder === lease.holder;
}

/** Says that the holder lives; false when another one holds the lease. */
export async function beatLease({ dynamodb, table }: LeaseTable, holder: string): Promise<boolean> {
  const { UpdateItemCommand } = await import("@aws-sdk/client-dynamodb");
  return unlessRefused(
    dynamodb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: toItem(leaseKey),
        UpdateExpression: "SET #beat = :beat",
        ConditionExpression: "#holder = :me",
        ExpressionAttributeNames: { "#holder": "holder", "#beat": "beat" },
        ExpressionAttributeValues: toItem({ ":beat": randomUUID(), ":me": holder }),
      }),
    ),
  );
}

/** Gives the lease back; false when another one holds it. */
export async function releaseLease(
  { dynamodb, table }: LeaseTable,
  holder: string,
): Promise<boolean> {
  const { DeleteItemCommand } = await import("@aws-sdk/client-dynamodb");
  return unlessRefused(
    dynamodb.send(
      new DeleteItemCommand({
        TableName: table,
        Key: toItem(leaseKey),
        ConditionExpression: "#holder = :me",
        ExpressionAttributeNames: { "#holder": "holder" },
        ExpressionAttributeValues: toItem({ ":me": holder }),
      }),
    ),
  );
}

async function unlessRefused(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if ((error as Error).name === "ConditionalCheckFailedException") return false;
    throw error;
  }
}
