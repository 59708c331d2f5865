import { Construct } from "constructs";
import { FlowLog } from "#aws/flow-log";
import { IamRole } from "#aws/iam-role";
import { IamRolePolicy } from "#aws/iam-role-policy";
import { arnIn, type Place } from "../../../base/arns";
import { policyJson, trustInService } from "../../../base/policy";
import { mainResourceId } from "../../readable-stack";
import { logGroup } from "../log-group";

/** Properties of {@link FlowLogs}. */
interface FlowLogsProps extends Place {
  /** The VPC whose connections are recorded. */
  readonly vpcId: string;
  /** Name of the role by which they are written. */
  readonly roleName: string;
  /** Name of the log group. */
  readonly groupName: string;
  /** Days that the records are kept. */
  readonly retentionDays: number;
  /** ARN of the key that encrypts them. */
  readonly keyArn: string;
}

/** A record of every connection in the VPC, let through or not, encrypted. @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html */
export class FlowLogs extends Construct {
  constructor(scope: Construct, id: string, props: FlowLogsProps) {
    super(scope, id);
    const group = logGroup(this, "group", {
      name: props.groupName,
      retentionDays: props.retentionDays,
      keyArn: props.keyArn,
    });
    const role = new IamRole(this, "role", {
      name: props.roleName,
      description: "The VPC's flow logs are written to CloudWatch",
      assumeRolePolicy: trustInService(
        "vpc-flow-logs.amazonaws.com",
        props.account,
        arnIn(props, "ec2", "vpc-flow-log/*"),
      ),
    });
    const policy = new IamRolePolicy(this, "policy", {
      name: "write-flow-logs",
      role: role.name,
      policy: policyJson([
        {
          Sid: "WriteFlowLogs",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
          Resource: arnIn(props, "logs", `log-group:${props.groupName}:*`),
        },
        {
          Sid: "FindTheGroup",
          Effect: "Allow",
          Action: "logs:DescribeLogGroups",
          Resource: arnIn(props, "logs", "log-group:*"),
        },
      ]),
    });
    new FlowLog(this, mainResourceId, {
      vpcId: props.vpcId,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: group.arn,
      iamRoleArn: role.arn,
      maxAggregationInterval: 600, // seconds
      dependsOn: [policy],
    });
  }
}
