import { Construct } from "constructs";
import { IamRole } from "#aws/iam-role";
import { IamRolePolicy } from "#aws/iam-role-policy";
import { policyJson, trustInService } from "../../../base/policy";
import { addressesOf } from "../../../contract/delivery-names";
import type { Delivery } from "../../../contract/delivery-settings";
import { requestPolicy } from "../../../deployer/policy";
import { mainResourceId } from "../../readable-stack";
import { deliverLogs } from "./delivery-role";

/** Properties of a {@link RequestRole}. */
interface RequestRoleProps {
  /** Name of the role, at most 64 characters. */
  readonly name: string;
  /** What is deployed where, and on which conditions. */
  readonly delivery: Delivery;
}

/** The role of the machine through which pipelines ask for a digest: it starts the deployer. */
export class RequestRole extends Construct {
  readonly arn: string;
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, props: RequestRoleProps) {
    super(scope, id);
    const { names } = props.delivery;
    const role = new IamRole(this, mainResourceId, {
      name: props.name,
      description: "Starts the deployer with a digest that a pipeline asks for",
      assumeRolePolicy: trustInService(
        "states.amazonaws.com",
        names.account,
        addressesOf(names).requestMachineArn,
      ),
    });
    this.policy = new IamRolePolicy(this, "policy", {
      name: "request",
      role: role.name,
      policy: policyJson([...requestPolicy(props.delivery), deliverLogs]),
    });
    this.arn = role.arn;
  }
}
