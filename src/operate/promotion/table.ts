import { isDeepStrictEqual } from "node:util";
import { fromItem, type TextItem, toItem } from "../../aws/text-item";
import type { Party } from "./party";

/** One item of an environment's table; undefined when there is none. */
export async function readItem(
  { clients, delivery }: Party,
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

/** The newest items of a kind whose ids begin so, newest first. */
export async function newestItems(
  { clients, delivery }: Party,
  kind: string,
  options: { readonly beginsWith?: string; readonly after?: string; readonly limit: number },
): Promise<readonly TextItem[]> {
  const { beginsWith, after, limit } = options;
  const { QueryCommand } = await import("@aws-sdk/client-dynamodb");
  const { Items = [] } = await clients.dynamodb.send(
    new QueryCommand({
      TableName: delivery.names.delivery,
      KeyConditionExpression: `#kind = :kind${beginsWith ? " AND begins_with(#id, :id)" : after ? " AND #id > :id" : ""}`,
      ExpressionAttributeNames: { "#kind": "kind", ...((beginsWith || after) && { "#id": "id" }) },
      ExpressionAttributeValues: toItem({
        ":kind": kind,
        ...((beginsWith || after) && { ":id": beginsWith ?? after ?? "" }),
      }),
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: limit,
    }),
  );
  return Items.map((item) => fromItem(item));
}

/**
 * Adds an item; throws when another one has its place, because nothing here is ever changed. Where this very item is there, the SDK
 * has asked twice: the answer to its first try was lost.
 */
export async function addItem(party: Party, item: TextItem): Promise<void> {
  const { clients, delivery } = party;
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
    if (!isDeepStrictEqual(await readItem(party, kind, id), item)) throw error;
  }
}
