import { CreateTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { tableKey } from "../../src/contract/delivery-table";

/** What makes an environment's table, with the key that the stack gives it. */
export function deliveryTable(name: string) {
  const { partition, sort } = tableKey;
  return {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST" as const,
    KeySchema: [
      { AttributeName: partition, KeyType: "HASH" as const },
      { AttributeName: sort, KeyType: "RANGE" as const },
    ],
    AttributeDefinitions: [
      { AttributeName: partition, AttributeType: "S" as const },
      { AttributeName: sort, AttributeType: "S" as const },
    ],
  };
}

/** Makes an environment's table in the emulator. */
export async function createDeliveryTable(client: DynamoDBClient, name: string): Promise<void> {
  await client.send(new CreateTableCommand(deliveryTable(name)));
}
