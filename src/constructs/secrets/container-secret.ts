import { literal } from "../../terraform/literal";

/** How one environment variable of the container gets its secret value. */
export interface ContainerSecret {
  /** Name of the environment variable. */
  readonly name: string;
  /** What ECS reads at the start of a task, such as a secret's ARN with `:::` and a version. */
  readonly valueFrom: string;
  /** ARN that the execution role must be able to read. */
  readonly arn: string;
  /** Service that keeps it. */
  readonly store: "secretsmanager" | "ssm";
  /** ARN of the customer key that encrypts it; undefined for the AWS managed key. */
  readonly keyArn: string | undefined;
}

/** What {@link existingSecret} must be told. */
export interface ExistingSecretProps {
  /** Name of the environment variable. */
  readonly name: string;
  /** ARN of a Secrets Manager secret or of an SSM parameter. */
  readonly arn: string;
  /** Key within the secret's JSON; undefined for the whole of it. */
  readonly jsonKey: string | undefined;
  /** ARN of the customer key that encrypts it; undefined for the AWS managed key. */
  readonly keyArn: string | undefined;
}

/**
 * A secret that others made. It is not pinned to a version: whoever rotates it restarts the tasks.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
 */
export function existingSecret(props: ExistingSecretProps): ContainerSecret {
  const store = props.arn.split(":")[2] === "ssm" ? "ssm" : "secretsmanager";
  return {
    name: props.name,
    valueFrom: props.jsonKey ? `${props.arn}:${literal(props.jsonKey)}::` : props.arn,
    arn: props.arn,
    store,
    keyArn: props.keyArn,
  };
}
