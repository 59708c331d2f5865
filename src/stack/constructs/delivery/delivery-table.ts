import { Construct } from "constructs";
import { DynamodbResourcePolicy } from "#aws/dynamodb-resource-policy";
import { DynamodbTable } from "#aws/dynamodb-table";
import { tableKey } from "../../../contract/delivery-table";
import { mainResourceId } from "../../readable-stack";
import { tablePolicy, type WriterArns } from "./table-policy";

/** Properties of a {@link DeliveryTable}. */
interface DeliveryTableProps {
  /** Name of the table. */
  readonly name: string;
  /** ARN of the key that encrypts it. */
  readonly keyArn: string;
  /** Who alone writes what; undefined leaves it to the policies of each. */
  readonly writerArns?: WriterArns | undefined;
}

/**
 * Who may deploy now, what was decided on each digest, and what was released when. Stateful: without it nothing is known to roll back
 * to.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html
 */
export class DeliveryTable extends Construct {
  readonly arn: string;
  readonly tableName: string;

  constructor(scope: Construct, id: string, props: DeliveryTableProps) {
    super(scope, id);
    const table = new DynamodbTable(this, mainResourceId, {
      name: props.name,
      billingMode: "PAY_PER_REQUEST",
      hashKey: tableKey.partition,
      rangeKey: tableKey.sort,
      attribute: [
        { name: tableKey.partition, type: "S" },
        { name: tableKey.sort, type: "S" },
      ],
      ttl: { attributeName: tableKey.expiry, enabled: true },
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: props.keyArn },
      deletionProtectionEnabled: true,
      lifecycle: { preventDestroy: true },
    });
    if (props.writerArns) {
      new DynamodbResourcePolicy(this, "policy", {
        resourceArn: table.arn,
        policy: tablePolicy(table.arn, props.writerArns),
      });
    }
    this.arn = table.arn;
    this.tableName = table.name;
  }
}
