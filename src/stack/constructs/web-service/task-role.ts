import { Construct } from "constructs";
import { IamRole } from "#aws/iam-role";
import { IamRolePolicy } from "#aws/iam-role-policy";
import { arnIn, type Place } from "../../../base/arns";
import { type PolicyStatement, policyJson, trustInService } from "../../../base/policy";
import { mainResourceId } from "../../readable-stack";

/** Where the sessions of a cluster are recorded, and the ARN of the key that encrypts them; undefined where none does. */
export interface ExecRecords {
  readonly logGroupName: string;
  readonly keyArn: string | undefined;
}

/** Properties of a {@link TaskRole}. */
export interface TaskRoleProps extends Place {
  /** Name of the role, at most 64 characters. */
  readonly name: string;
  /** ECS Exec; undefined when off. On another's cluster the file may say that sessions are not recorded, and why. */
  readonly exec: { readonly records: ExecRecords | undefined } | undefined;
  /** What the application may do in AWS; empty for nothing. */
  readonly permissions: readonly PolicyStatement[];
}

/** The role that the application has. It may do in AWS what the file grants, and carry an ECS Exec session where that is on. */
export class TaskRole extends Construct {
  readonly arn: string;
  readonly roleName: string;

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
    if (props.permissions.length > 0) {
      new IamRolePolicy(this, "permissions_policy", {
        name: "permissions",
        role: role.name,
        policy: policyJson(props.permissions),
      });
    }
    if (props.exec) {
      new IamRolePolicy(this, "exec_policy", {
        name: "exec-session",
        role: role.name,
        policy: policyJson(execSession(props, props.exec.records)),
      });
    }
    this.arn = role.arn;
    this.roleName = role.name;
  }
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#ecs-exec-required-iam-permissions */
function execSession(place: Place, records: ExecRecords | undefined): PolicyStatement[] {
  const carry: PolicyStatement = {
    Sid: "CarryTheSession",
    Effect: "Allow",
    Action: [
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
    ],
    Resource: "*", // these actions know no resources
  };
  if (!records) return [carry];
  return [
    carry,
    { Sid: "FindTheRecords", Effect: "Allow", Action: "logs:DescribeLogGroups", Resource: "*" },
    {
      Sid: "RecordTheSession",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      Resource: arnIn(place, "logs", `log-group:${records.logGroupName}:*`),
    },
    ...encrypt(records.keyArn),
  ];
}

function encrypt(keyArn: string | undefined): PolicyStatement[] {
  if (keyArn === undefined) return [];
  return [{ Sid: "EncryptTheSession", Effect: "Allow", Action: "kms:Decrypt", Resource: keyArn }];
}
