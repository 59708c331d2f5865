import type { Move } from "../moved";

/**
 * Oldest version that knows ephemeral blocks, write-only arguments and the S3 lock file. OpenTofu takes it as its own version and
 * needs 1.12 for the same.
 */
const requiredTerraform = ">= 1.11.0";

/** Name of the file beside `cdk.tf.json` that {@link terraformFile} is the text of. */
export const terraformFileName = "terraform.tf.json";

/**
 * What Terraform must know and `cdk.tf.json` may not hold: an older Terraform says so at once, not in the middle of an apply, and what
 * moved is not made anew. In a file of its own, because checkov gives up on a file with either and then finds nothing wrong with anything.
 */
export function terraformFile(moves: readonly Move[]): string {
  const content = {
    terraform: { required_version: requiredTerraform },
    ...(moves.length > 0 ? { moved: moves } : {}),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
