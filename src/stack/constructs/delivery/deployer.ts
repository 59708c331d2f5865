import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { Construct } from "constructs";
import type { Delivery } from "../../../contract/delivery-settings";
import { deliveryMachine } from "../../../deployer/machine";
import { mainResourceId } from "../../readable-stack";
import { DeliveryRole } from "./delivery-role";

/** Properties of a {@link Deployer}. */
export interface DeployerProps {
  /** What is deployed where, and on which conditions. */
  readonly delivery: Delivery;
  /** Name of the deployer's role, at most 64 characters. */
  readonly roleName: string;
  /** Name of its log group; Step Functions wants one below `/aws/vendedlogs/states/`. */
  readonly logGroupName: string;
  /** Days that the log is kept; Step Functions itself keeps an execution for 90 days. */
  readonly logRetentionDays: number;
  /** ARN of the key that encrypts log, table and topic. */
  readonly keyArn: string;
}

/** The state machine that deploys, with its role and its log. @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-standard-vs-express.html */
export class Deployer extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: DeployerProps) {
    super(scope, id);
    const { delivery, keyArn } = props;
    const logs = new CloudwatchLogGroup(this, "logs", {
      name: props.logGroupName,
      retentionInDays: props.logRetentionDays,
      kmsKeyId: keyArn,
      lifecycle: { preventDestroy: true },
    });
    const role = new DeliveryRole(this, "role", { name: props.roleName, delivery, keyArn });
    const machine = new SfnStateMachine(this, mainResourceId, {
      name: delivery.names.delivery,
      type: "STANDARD",
      roleArn: role.arn,
      definition: JSON.stringify(deliveryMachine(delivery)),
      loggingConfiguration: {
        level: "ALL",
        includeExecutionData: true,
        logDestination: `${logs.arn}:*`,
      },
      dependsOn: [role.policy],
    });
    this.arn = machine.arn;
  }
}
