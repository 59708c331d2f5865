import { Construct } from "constructs";
import { IamRole } from "#aws/iam-role";
import { IamRolePolicy } from "#aws/iam-role-policy";
import { policyJson, trustInService } from "../../../base/policy";
import { addressesOf } from "../../../contract/delivery-names";
import type { Delivery } from "../../../contract/delivery-settings";
import type { DrillCheck } from "../../../contract/drill-check";
import { drillPolicy } from "../../../deployer/drill-machine";
import { mainResourceId } from "../../readable-stack";
import { ExecutionRole } from "../web-service/execution-role";
import { deliverLogs } from "./delivery-role";

/** Properties of a {@link DrillRole}. */
export interface DrillRoleProps {
  /** Name of the role, at most 64 characters. */
  readonly name: string;
  /** Name of the role with which ECS starts the command's task, at most 64 characters. */
  readonly executionRoleName: string;
  /** What runs where. */
  readonly delivery: Delivery;
  /** What reads what was restored. */
  readonly check: DrillCheck;
  /** The repository of the image, by ARN. */
  readonly repositoryArn: string;
  /** Log group that gets the command's output, by ARN. */
  readonly logGroupArn: string;
  /** ARN of the secrets with the URLs of databases that drills restored, with `*` at the end. */
  readonly secretArns: string;
  /** ARN of the key that encrypts those secrets. */
  readonly keyArn: string;
}

/**
 * The role of the machine that reads what a drill restored; and the one with which ECS starts its task, which may read the URLs of such databases and no other secret.
 * The command itself has no role.
 */
export class DrillRole extends Construct {
  readonly arn: string;
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, props: DrillRoleProps) {
    super(scope, id);
    const { names } = props.delivery;
    new ExecutionRole(this, "execution", {
      account: names.account,
      region: names.region,
      name: props.executionRoleName,
      repositoryArn: props.repositoryArn,
      logGroupArn: props.logGroupArn,
      secrets: [
        {
          name: props.check.variable,
          valueFrom: props.secretArns,
          arn: props.secretArns,
          store: "secretsmanager",
          keyArn: props.keyArn,
        },
      ],
    });
    const role = new IamRole(this, mainResourceId, {
      name: props.name,
      description: "Runs the command that reads what a drill restored",
      assumeRolePolicy: trustInService(
        "states.amazonaws.com",
        names.account,
        addressesOf(names).drillMachineArn,
      ),
    });
    this.policy = new IamRolePolicy(this, "policy", {
      name: "drill",
      role: role.name,
      policy: policyJson([...drillPolicy(props.delivery, props.check), deliverLogs]),
    });
    this.arn = role.arn;
  }
}
