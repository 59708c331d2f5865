import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { mainResourceId } from "../../terraform/readable-stack";
import { type KeyPolicyProps, keyPolicy } from "./key-policy";

/** What an {@link EncryptionKey} must be told. */
export interface EncryptionKeyProps extends KeyPolicyProps {
  /** Alias, beginning with `alias/`. */
  readonly alias: string;
  /** What the key is for, in words. */
  readonly description: string;
}

/**
 * The key that encrypts everything an environment keeps, rotated each year. Stateful: without it every backup is lost, so it cannot
 * be destroyed by a plan, and AWS waits the longest it offers (30 days) before a deletion.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
 */
export class EncryptionKey extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);

    const key = new KmsKey(this, mainResourceId, {
      description: props.description,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: keyPolicy(props),
      lifecycle: { preventDestroy: true },
    });
    new KmsAlias(this, "alias", { name: props.alias, targetKeyId: key.keyId });

    this.arn = key.arn;
  }
}
