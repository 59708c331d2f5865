/** A resource that got another address. */
export interface Move {
  /** Address before, such as `aws_db_instance.db`. */
  readonly from: string;
  /** Address now. */
  readonly to: string;
}

/**
 * Every address that ever changed, in any environment. Without its line here a resource that only got another name would be deleted and
 * made anew. A line stays for as long as an environment may still hold the old address; where that never was, it does nothing.
 * @see https://developer.hashicorp.com/terraform/language/moved
 */
export const moves: readonly Move[] = [];
