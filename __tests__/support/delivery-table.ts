import { CreateTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { tableKey } from "../../src/contract/delivery-table";

/** Makes an environment's table in the emulator, with the key that the stack gives it. */
export async function createDeliveryTable(client: DynamoDBClient, name: string): Promise<void> {
  const { partition, sort } = tableKey;
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [
        { AttributeName: partition, KeyType: "HASH" },
        { AttributeName: sort, KeyType: "RANGE" },
      ],
      AttributeDefinitions: [
        { AttributeName: partition, AttributeType: "S" },
        { AttributeName: sort, AttributeType: "S" },
      ],
    }),
  );
}
