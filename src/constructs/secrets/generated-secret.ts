import { Construct } from "constructs";
import { Ephemeral } from "../../terraform/ephemeral";
import { mainResourceId } from "../../terraform/readable-stack";
import { StoredSecret } from "./stored-secret";

/** What a {@link GeneratedSecret} must be told. */
export interface GeneratedSecretProps {
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
