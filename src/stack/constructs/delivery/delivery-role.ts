import { Construct } from "constructs";
import { IamRole } from "#aws/iam-role";
import { IamRolePolicy } from "#aws/iam-role-policy";
import { type PolicyStatement, policyJson, trustInService, viaService } from "../../../base/policy";
import { addressesOf } from "../../../contract/delivery-names";
import type { Delivery } from "../../../contract/delivery-settings";
import { deliveryPolicy } from "../../../deployer/policy";
import { mainResourceId } from "../../readable-stack";

/** Properties of a {@link DeliveryRole}. */
interface DeliveryRoleProps {
  /** Name of the role, at most 64 characters. */
  readonly name: string;
  /** What is deployed where, and on which conditions. */
  readonly delivery: Delivery;
  /** ARN of the key that encrypts table and topic. */
  readonly keyArn: string;
}

/** The role of the deployer, its clean-up and the daily look. Its permissions follow from what the machine does; a test compares the two. */
export class DeliveryRole extends Construct {
  readonly arn: string;
  /** The machine cannot do anything before it is there. */
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, props: DeliveryRoleProps) {
    super(scope, id);
    const { names } = props.delivery;
    const role = new IamRole(this, mainResourceId, {
      name: props.name,
      description: "Deploys images that were scanned and found clean",
      assumeRolePolicy: trustInService("states.amazonaws.com", names.account, [
        addressesOf(names).stateMachineArn,
        addressesOf(names).cleanUpMachineArn,
        ...(props.delivery.settings.dailyLook ? [addressesOf(names).lookMachineArn] : []),
      ]),
    });
    this.policy = new IamRolePolicy(this, "policy", {
      name: "deploy",
      role: role.name,
      policy: policyJson([
        ...deliveryPolicy(props.delivery),
        useTheKey(props.keyArn, names.region),
        deliverLogs,
      ]),
    });
    this.arn = role.arn;
  }
}

/** Table and topic are encrypted; the key may be used through them alone. */
function useTheKey(keyArn: string, region: string): PolicyStatement {
  return {
    Sid: "UseTheKeyOfTableAndTopic",
    Effect: "Allow",
    Action: [
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:Encrypt",
      "kms:GenerateDataKey*",
      "kms:ReEncrypt*",
    ],
    Resource: keyArn,
    Condition: { StringEquals: viaService(region, "dynamodb", "sns") },
  };
}

/** These know no resource. @see https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy */
export const deliverLogs: PolicyStatement = {
  Sid: "DeliverTheMachinesLog",
  Effect: "Allow",
  Action: [
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
  ],
  Resource: "*",
};
