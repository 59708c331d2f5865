import { arnIn, type Place } from "../base/arns";

/** Alias of the key that encrypts the Terraform state of an account. */
export const stateKeyAlias = "alias/terraform-state";

/**
 * That key as the S3 backend wants it. Without it, `encrypt` would ask for S3's own keys, whatever the bucket's default is.
 * @see https://developer.hashicorp.com/terraform/language/backend/s3#s3-state-storage
 */
export function stateKeyArn(place: Place): string {
  return arnIn(place, "kms", stateKeyAlias);
}
