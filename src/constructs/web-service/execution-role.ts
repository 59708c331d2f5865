import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { arnIn, type Place } from "../../base/arns";
import { policyJson, trustInService } from "../../base/policy";
import { mainResourceId } from "../../terraform/readable-stack";
import { type ExecutionPolicyProps, executionPolicy } from "./execution-policy";

/** What an {@link ExecutionRole} must be told. */
export interface ExecutionRoleProps extends Place, ExecutionPolicyProps {
  /** Name of the role, at most 64 characters. */
  readonly name: string;
}

/** The role with which ECS starts tasks; the application never has it. */
export class ExecutionRole extends Construct {
  readonly arn: string;
  /** Tasks cannot start before it is there. */
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, props: ExecutionRoleProps) {
    super(scope, id);
    const role = new IamRole(this, mainResourceId, {
      name: props.name,
      description: "ECS starts tasks: pulls the image, reads the secrets, writes the log",
      assumeRolePolicy: trustInService(
        "ecs-tasks.amazonaws.com",
        props.account,
        arnIn(props, "ecs", "*"),
      ),
    });
    this.policy = new IamRolePolicy(this, "policy", {
      name: "start-tasks",
      role: role.name,
      policy: policyJson(executionPolicy(props)),
    });
    this.arn = role.arn;
  }
}
