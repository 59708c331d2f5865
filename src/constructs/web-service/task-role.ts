import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { arnIn, type Place } from "../../terraform/place";
import { policyJson, type Statement, trustInService } from "../../terraform/policy";
import { mainResourceId } from "../../terraform/readable-stack";

/** What a {@link TaskRole} must be told. */
export interface TaskRoleProps extends Place {
  /** Name of the role, at most 64 characters. */
  readonly name: string;
  /** ECS Exec: the log group of its records and the key of its sessions; undefined when off. */
  readonly exec: { readonly logGroupName: string; readonly keyArn: string } | undefined;
}

/** The role that the application has. It may do nothing in AWS, but for carrying an ECS Exec session where that is on. */
export class TaskRole extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: TaskRoleProps) {
    super(scope, id);
    const role = new IamRole(this, mainResourceId, {
      name: props.name,
      description: "What the application may do in AWS",
      assumeRolePolicy: trustInService(
        "ecs-tasks.amazonaws.com",
        props.account,
        arnIn(props, "ecs", "*"),
      ),
    });
    if (props.exec) {
      new IamRolePolicy(this, "exec_policy", {
        name: "exec-session",
        role: role.name,
        policy: policyJson(execSession(props, props.exec)),
      });
    }
    this.arn = role.arn;
  }
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#ecs-exec-required-iam-permissions */
function execSession(place: Place, exec: NonNullable<TaskRoleProps["exec"]>): Statement[] {
  return [
    {
      Sid: "CarryTheSession",
      Effect: "Allow",
      Action: [
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ],
      Resource: "*", // these actions know no resources
    },
    {
      Sid: "FindTheRecordsLogGroup",
      Effect: "Allow",
      Action: "logs:DescribeLogGroups",
      Resource: "*",
    },
    {
      Sid: "RecordTheSession",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      Resource: arnIn(place, "logs", `log-group:${exec.logGroupName}:*`),
    },
    { Sid: "EncryptTheSession", Effect: "Allow", Action: "kms:Decrypt", Resource: exec.keyArn },
  ];
}
