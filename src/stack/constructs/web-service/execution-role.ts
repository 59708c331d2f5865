import { Construct } from "constructs";
import { IamRole } from "#aws/iam-role";
import { IamRolePolicy } from "#aws/iam-role-policy";
import { arnIn, type Place } from "../../../base/arns";
import { type PolicyStatement, policyJson, trustInService, viaService } from "../../../base/policy";
import { textOrder } from "../../../base/text";
import { mainResourceId } from "../../readable-stack";
import { logInToTheRegistry, pullActions } from "../image-repository";
import type { ContainerSecret } from "../secrets/container-secrets";

/** Properties of an {@link ExecutionRole}. */
interface ExecutionRoleProps extends Place, ExecutionPolicyProps {
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

/** Properties of {@link executionPolicy}. */
interface ExecutionPolicyProps {
  /** The one repository that tasks pull from. */
  readonly repositoryArn: string;
  /** The one log group that tasks write to, without a final `:*`. */
  readonly logGroupArn: string;
  /** The container's secrets. */
  readonly secrets: readonly ContainerSecret[];
  /** AWS region, for the services through which a key may be used. */
  readonly region: string;
}

/**
 * What ECS may do to start a task: pull from this repository, write to this log group, read exactly these secrets and decrypt with
 * exactly their keys, through the services that keep them.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
 */
export function executionPolicy(props: ExecutionPolicyProps): PolicyStatement[] {
  const { region } = props;
  // By name: an ARN may still be a token here, and the order of tokens is chance.
  const secrets = [...props.secrets].sort((a, b) => textOrder(a.name, b.name));
  const arns = (store: ContainerSecret["store"]) =>
    distinct(secrets.filter((s) => s.store === store).map((s) => s.arn));
  const keyArns = (store: ContainerSecret["store"]) =>
    distinct(secrets.flatMap((s) => (s.store === store && s.keyArn ? [s.keyArn] : [])));
  const decrypt = (sid: string, store: ContainerSecret["store"]): PolicyStatement => ({
    Sid: sid,
    Effect: "Allow",
    Action: "kms:Decrypt",
    Resource: keyArns(store),
    Condition: { StringEquals: viaService(region, store) },
  });
  return withResources([
    logInToTheRegistry,
    {
      Sid: "PullTheImage",
      Effect: "Allow",
      Action: [...pullActions],
      Resource: props.repositoryArn,
    },
    {
      Sid: "WriteTheLog",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: `${props.logGroupArn}:*`,
    },
    {
      Sid: "ReadSecrets",
      Effect: "Allow",
      Action: "secretsmanager:GetSecretValue",
      Resource: arns("secretsmanager"),
    },
    { Sid: "ReadParameters", Effect: "Allow", Action: "ssm:GetParameters", Resource: arns("ssm") },
    decrypt("DecryptSecrets", "secretsmanager"),
    decrypt("DecryptParameters", "ssm"),
  ]);
}

/** A statement about nothing is not written: AWS refuses an empty list. */
function withResources(statements: readonly PolicyStatement[]): PolicyStatement[] {
  return statements.filter(({ Resource }) => Resource === undefined || Resource.length > 0);
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
