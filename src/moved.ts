import type { TerraformStack } from "cdktf";

/** A resource that got another address. */
export interface Move {
  /** Address before, such as `aws_db_instance.db`. */
  readonly from: string;
  /** Address now. */
  readonly to: string;
}

/**
 * Every address that ever changed. Without its line here a resource that only got another name would be deleted and made anew. A line
 * stays for as long as an environment may still hold the old address.
 * @see https://developer.hashicorp.com/terraform/language/moved
 */
export const moves: readonly Move[] = [];

/** Tells Terraform where each resource went. A move of something that an environment never had does nothing. */
export function writeMoves(stack: TerraformStack, all: readonly Move[] = moves): void {
  if (all.length > 0) stack.addOverride("moved", all);
}
