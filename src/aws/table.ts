import { isDeepStrictEqual } from "node:util";
import type { LiveEnvironment } from "./live-environment";

/** An item of DynamoDB all of whose attributes are texts. */
export type TextItem = Readonly<Record<string, string>>;

/** An item as DynamoDB takes it. */
export function toItem(texts: TextItem): Record<string, { S: string }> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, { S: text }]));
}

/** An item's texts; what is no text is left out. */
export function fromItem(
  item: Readonly<Record<string, { readonly S?: string | undefined }>>,
): TextItem {
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, { S }]) => (S === undefined ? [] : [[name, S]])),
  );
}

/** One item of an environment's table; undefined when there is none. */
export async function readItem(
  { clients, delivery }: LiveEnvironment,
  kind: string,
  id: string,
): Promise<TextItem | undefined> {
  const { GetItemCommand } = await import("@aws-sdk/client-dynamodb");
  const { Item } = await clients.dynamodb.send(
    new GetItemCommand({
      TableName: delivery.names.delivery,
      Key: toItem({ kind, id }),
      ConsistentRead: true,
    }),
  );
  return Item && fromItem(Item);
}

/** Which items of a kind are read: at most `limit` of those whose id begins with, or comes after, a text; of all where neither is given. */
interface NewestOptions {
  readonly beginsWith?: string;
  readonly after?: string;
  readonly limit: number;
}

/** The newest items of a kind, newest first. */
export async function newestItems(
  { clients, delivery }: LiveEnvironment,
  kind: string,
  { beginsWith, after, limit }: NewestOptions,
): Promise<readonly TextItem[]> {
  const { QueryCommand } = await import("@aws-sdk/client-dynamodb");
  const id = beginsWith || after;
  const ofId = beginsWith ? "begins_with(#id, :id)" : "#id > :id";
  const { Items = [] } = await clients.dynamodb.send(
    new QueryCommand({
      TableName: delivery.names.delivery,
      KeyConditionExpression: id ? `#kind = :kind AND ${ofId}` : "#kind = :kind",
      ExpressionAttributeNames: { "#kind": "kind", ...(id && { "#id": "id" }) },
      ExpressionAttributeValues: toItem({ ":kind": kind, ...(id && { ":id": id }) }),
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: limit,
    }),
  );
  return Items.map((item) => fromItem(item));
}

/** Items that one answer of {@link allItems} holds at most; DynamoDB itself ends an answer after 1 MB. */
const pageSize = 100;

/** Every item of a kind whose id lies between two texts, both included, oldest first; read page by page to the end. */
export async function allItems(
  { clients, delivery }: LiveEnvironment,
  kind: string,
  ids: { readonly from: string; readonly to: string },
): Promise<readonly TextItem[]> {
  const { paginateQuery } = await import("@aws-sdk/client-dynamodb");
  const pages = paginateQuery(
    { client: clients.dynamodb, pageSize },
    {
      TableName: delivery.names.delivery,
      KeyConditionExpression: "#kind = :kind AND #id BETWEEN :from AND :to",
      ExpressionAttributeNames: { "#kind": "kind", "#id": "id" },
      ExpressionAttributeValues: toItem({ ":kind": kind, ":from": ids.from, ":to": ids.to }),
      ConsistentRead: true,
    },
  );
  const items: TextItem[] = [];
  for await (const { Items = [] } of pages) items.push(...Items.map((item) => fromItem(item)));
  return items;
}

/** Writes an item in place of the one with its key: it says how far something is that {@link addItem} began. */
export async function putItem(
  { clients, delivery }: LiveEnvironment,
  item: TextItem,
): Promise<void> {
  const { PutItemCommand } = await import("@aws-sdk/client-dynamodb");
  const TableName = delivery.names.delivery;
  await clients.dynamodb.send(new PutItemCommand({ TableName, Item: toItem(item) }));
}

/**
 * Adds an item; throws where another one has its key, because records are never changed. Where this very item is there already, the SDK
 * asked twice: the answer to its first try was lost.
 */
export async function addItem(live: LiveEnvironment, item: TextItem): Promise<void> {
  const { clients, delivery } = live;
  const { PutItemCommand } = await import("@aws-sdk/client-dynamodb");
  try {
    await clients.dynamodb.send(
      new PutItemCommand({
        TableName: delivery.names.delivery,
        Item: toItem(item),
        ConditionExpression: "attribute_not_exists(#id)",
        ExpressionAttributeNames: { "#id": "id" },
      }),
    );
  } catch (error) {
    if ((error as Error).name !== "ConditionalCheckFailedException") throw error;
    const { kind = "", id = "" } = item;
    if (!isDeepStrictEqual(await readItem(live, kind, id), item)) throw error;
  }
}

/** Whether a call went through that has a condition; false where the condition did not hold. */
export async function unlessRefused(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if ((error as Error).name === "ConditionalCheckFailedException") return false;
    throw error;
  }
}
