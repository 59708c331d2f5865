import type { TerraformStack } from "cdktf";

/**
 * Oldest version that knows ephemeral blocks, write-only arguments and the S3 lock file. OpenTofu takes it as its own version and
 * needs 1.12 for the same.
 */
export const requiredTerraform = ">= 1.11.0";

/** Makes an older Terraform say so at once, not in the middle of an apply. */
export function requireTerraform(stack: TerraformStack): void {
  stack.addOverride("terraform.required_version", requiredTerraform);
}
