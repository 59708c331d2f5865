/** What a database of the module does when its major version is out of support: it is upgraded. The other one is billed by the vCPU-hour. */
export const engineLifecycleSupport = "open-source-rds-extended-support-disabled";

/** The group of parameters of a database of this major version. */
export function parameterGroupName(identifier: string, majorVersion: string): string {
  return `${identifier}-${parameterGroupFamily(majorVersion)}`;
}

/** RDS' own name of the parameters that a major version has. */
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
