/** The tag of every snapshot that a deployer took; its value is the environment's name. */
export const snapshotTag = "slipway-snapshot-of";

/**
 * How the name begins of every snapshot that an environment's deployer took; twelve digits of the image's digest follow, a hyphen, and eight
 * of the execution. At most 61 characters: letters, digits and single hyphens, as RDS wants them.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSnapshot.html
 */
export function snapshotPrefix(environment: string): string {
  return `${environment}-before-`;
}

/** What follows {@link snapshotPrefix}, as a regular expression. */
export const snapshotEnding = "[0-9a-f]{12}-[0-9a-f]{8}";
