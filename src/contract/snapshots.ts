/** The tag of every snapshot that a deployer took; its value is the environment's name. */
export const snapshotTag = "slipway-snapshot-of";

/**
 * Prefix of the name of every snapshot that an environment's deployer took; twelve digits of the image's digest follow, a hyphen, and eight
 * of the execution. At most 62 characters of the 255 that RDS takes: letters, digits and single hyphens.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSnapshot.html
 */
export function snapshotPrefix(environment: string): string {
  return `${environment}-before-`;
}

/** What follows {@link snapshotPrefix}, as a regular expression. */
export const snapshotEnding = "[0-9a-f]{12}-[0-9a-f]{8}";

/** The tag of every database that somebody restored from a snapshot; its value is the environment's name. */
export const restoredTag = "slipway-restored-of";

/** The tag that names the snapshot that a database was restored from. */
export const restoredFromTag = "slipway-restored-from";

/** The tag of every database that a drill restored, to be deleted again; its value is the environment's name. Nothing else carries it. */
export const drillTag = "slipway-drill-of";

/** Prefix of the identifier of every database that a drill restored; eight hexadecimal digits follow. */
export function drillPrefix(databaseIdentifier: string): string {
  return `${databaseIdentifier}-drill-`;
}

/** The tag of a snapshot with the digest before whose migration it was taken. */
export const snapshotDigestTag = "slipway-digest";
