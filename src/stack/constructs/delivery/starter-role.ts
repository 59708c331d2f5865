import { Construct } from "constructs";
import { IamRole } from "#aws/iam-role";
import { IamRolePolicy } from "#aws/iam-role-policy";
import type { Place } from "../../../base/arns";
import { policyJson, viaService } from "../../../base/policy";
import { mainResourceId } from "../../readable-stack";

/** Properties of a {@link StarterRole}. */
interface StarterRoleProps extends Place {
  /** Name of the role, at most 64 characters. */
  readonly name: string;
  /** ARN of the state machine that it may start. */
  readonly machineArn: string;
  /** ARN of the queue to which the schedule puts what could not be delivered. */
  readonly queueArn: string;
  /** ARN of the key that encrypts the queue. */
  readonly keyArn: string;
}

/** With this role EventBridge starts one machine, and can do nothing else. */
export class StarterRole extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: StarterRoleProps) {
    super(scope, id);
    const role = new IamRole(this, mainResourceId, {
      name: props.name,
      description: "EventBridge starts the deployer",
      assumeRolePolicy: policyJson([
        {
          Sid: "EventBridgeActsForThisAccount",
          Effect: "Allow",
          Principal: { Service: ["events.amazonaws.com", "scheduler.amazonaws.com"] },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "aws:SourceAccount": props.account } },
        },
      ]),
    });
    new IamRolePolicy(this, "policy", {
      name: "start",
      role: role.name,
      policy: policyJson([
        {
          Sid: "StartTheDeployer",
          Effect: "Allow",
          Action: "states:StartExecution",
          Resource: props.machineArn,
        },
        {
          Sid: "KeepWhatTheScheduleCouldNotDeliver",
          Effect: "Allow",
          Action: "sqs:SendMessage",
          Resource: props.queueArn,
        },
        {
          Sid: "UseTheQueuesKey",
          Effect: "Allow",
          Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
          Resource: props.keyArn,
          Condition: { StringEquals: viaService(props.region, "sqs") },
        },
      ]),
    });
    this.arn = role.arn;
  }
}
