import { Construct } from "constructs";
import { SecretsmanagerSecret } from "#aws/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "#aws/secretsmanager-secret-version";
import { Ephemeral } from "../../overrides";
import { mainResourceId } from "../../readable-stack";

/** Properties of a {@link GeneratedSecret}. */
interface GeneratedSecretProps {
  /** Name in Secrets Manager. */
  readonly name: string;
  /** What it is for, in words. */
  readonly description: string;
  /** ARN of the key that encrypts it. */
  readonly keyArn: string;
  /** Characters, 32 to 128; letters and digits only, so that it fits into a URL as it is. */
  readonly length: number;
  /** Raise it to generate a new value at the next apply. */
  readonly version: number;
}

/**
 * A random secret that AWS makes and no plan, state or person sees.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html
 */
export class GeneratedSecret extends Construct {
  readonly secret: StoredSecret;

  constructor(scope: Construct, id: string, props: GeneratedSecretProps) {
    super(scope, id);
    const random = new Ephemeral(this, "random", {
      type: "aws_secretsmanager_random_password",
      config: {
        password_length: props.length,
        exclude_punctuation: true,
        require_each_included_type: true,
      },
    });
    this.secret = new StoredSecret(this, mainResourceId, {
      ...props,
      value: random.attribute("random_password"),
    });
  }
}

/** Properties of a {@link StoredSecret}. */
interface StoredSecretProps {
  /** Name in Secrets Manager. */
  readonly name: string;
  /** What it is for, in words. */
  readonly description: string;
  /** ARN of the key that encrypts it. */
  readonly keyArn: string;
  /** Raise it to write a new value at the next apply. */
  readonly version: number;
  /** The value as a reference to something ephemeral, never as text. */
  readonly value: string;
}

/**
 * A secret written through a write-only argument: it is in Secrets Manager and nowhere else. Stateful.
 * @see https://developer.hashicorp.com/terraform/language/manage-sensitive-data/write-only
 */
export class StoredSecret extends Construct {
  /** The secret's ARN, read from its version, so that it is unknown while the value changes and whoever reads it waits. */
  readonly writtenArn: string;
  readonly arn: string;
  /** Reference for a container's `valueFrom`: pins the version, so that a rotation rolls the service. */
  readonly valueFrom: string;

  constructor(scope: Construct, id: string, props: StoredSecretProps) {
    super(scope, id);
    if (!props.value.includes("${ephemeral.")) {
      throw new Error(
        `${this.node.path}: value must refer to an ephemeral block, or the secret would be in the plan`,
      );
    }

    const secret = new SecretsmanagerSecret(this, mainResourceId, {
      name: props.name,
      description: props.description,
      kmsKeyId: props.keyArn,
      recoveryWindowInDays: 30,
      lifecycle: { preventDestroy: true },
    });
    const version = new SecretsmanagerSecretVersion(this, "version", {
      secretId: secret.id,
      secretStringWo: props.value,
      secretStringWoVersion: props.version,
    });

    this.arn = secret.arn;
    this.writtenArn = version.arn;
    this.valueFrom = `${version.arn}:::${version.versionId}`;
  }
}
