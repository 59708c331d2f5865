import { Construct } from "constructs";
import { IamRole } from "#aws/iam-role";
import { IamRolePolicyAttachment } from "#aws/iam-role-policy-attachment";
import { arnIn, type Place, partitionOf } from "../../base/arns";
import { trustInService } from "../../base/policy";
import { mainResourceId } from "../readable-stack";

/** Properties of a {@link MonitoringRole}. */
interface MonitoringRoleProps extends Place {
  /** Name of the role. */
  readonly name: string;
  /** The one database that may use it. */
  readonly databaseIdentifier: string;
}

/** Lets RDS write the operating system's figures of one database to CloudWatch. @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html */
export class MonitoringRole extends Construct {
  readonly arn: string;
  /** RDS refuses the role until it has its policy: wait for this. */
  readonly policy: IamRolePolicyAttachment;

  constructor(scope: Construct, id: string, props: MonitoringRoleProps) {
    super(scope, id);
    const role = new IamRole(this, mainResourceId, {
      name: props.name,
      description: "RDS writes the operating system's figures of the database to CloudWatch",
      assumeRolePolicy: trustInService(
        "monitoring.rds.amazonaws.com",
        props.account,
        arnIn(props, "rds", `db:${props.databaseIdentifier}`),
      ),
    });
    this.policy = new IamRolePolicyAttachment(this, "policy", {
      role: role.name,
      policyArn: `arn:${partitionOf(props.region)}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole`,
    });
    this.arn = role.arn;
  }
}
