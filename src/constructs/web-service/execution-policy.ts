import type { Statement } from "../../base/policy";
import { pullActions } from "../image-repository/repository-policy";
import type { ContainerSecret } from "../secrets/container-secret";

/** What {@link executionPolicy} must be told. */
export interface ExecutionPolicyProps {
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
export function executionPolicy(props: ExecutionPolicyProps): Statement[] {
  const { region, secrets } = props;
  const arns = (store: ContainerSecret["store"]) =>
    sorted(secrets.filter((s) => s.store === store).map((s) => s.arn));
  const keyArns = (store: ContainerSecret["store"]) =>
    sorted(secrets.flatMap((s) => (s.store === store && s.keyArn ? [s.keyArn] : [])));
  const decrypt = (sid: string, store: ContainerSecret["store"]): Statement => ({
    Sid: sid,
    Effect: "Allow",
    Action: "kms:Decrypt",
    Resource: keyArns(store),
    Condition: { StringEquals: { "kms:ViaService": `${store}.${region}.amazonaws.com` } },
  });
  return withResources([
    {
      Sid: "LogInToTheRegistry",
      Effect: "Allow",
      Action: "ecr:GetAuthorizationToken",
      Resource: "*",
    },
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
function withResources(statements: readonly Statement[]): Statement[] {
  return statements.filter(({ Resource }) => Resource === undefined || Resource.length > 0);
}

function sorted(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
