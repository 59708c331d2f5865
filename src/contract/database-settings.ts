/**
 * What RDS does once the major version is out of standard support: it upgrades the database. The other value, extended support, is billed by the
 * vCPU-hour.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support.html
 */
export const engineLifecycleSupport = "open-source-rds-extended-support-disabled";

/** Name of the parameter group of a database of this major version. */
export function parameterGroupName(identifier: string, majorVersion: string): string {
  return `${identifier}-${parameterGroupFamily(majorVersion)}`;
}

/** Family of the parameter groups of a major version, in RDS' own words. */
export function parameterGroupFamily(majorVersion: string): string {
  return `postgres${majorVersion}`;
}

/** The URL with which a container connects: never without TLS. */
export function databaseUrl(of: {
  readonly username: string | undefined;
  readonly password: string;
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly database: string;
}): string {
  return `postgresql://${of.username}:${of.password}@${of.host}:${of.port}/${of.database}?sslmode=require`;
}
