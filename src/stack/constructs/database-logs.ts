import { Construct } from "constructs";
import type { CloudwatchLogGroup } from "#aws/cloudwatch-log-group";
import { logGroup } from "./log-group";

/** The logs that RDS for PostgreSQL can export. */
export const exportedLogs = ["postgresql", "upgrade"] as const;

/** Name of the log group that RDS writes one log to. */
export function databaseLogGroupName(
  identifier: string,
  log: (typeof exportedLogs)[number],
): string {
  return `${databaseLogPrefix(identifier)}${log}`;
}

/** How the names of all log groups of an instance begin. */
export function databaseLogPrefix(identifier: string): string {
  return `/aws/rds/instance/${identifier}/`;
}

/** Properties of {@link DatabaseLogs}. */
interface DatabaseLogsProps {
  /** Identifier of the database instance. */
  readonly identifier: string;
  /** Days that logs are kept, one of the periods that CloudWatch offers. */
  readonly retentionDays: number;
  /** ARN of the key that encrypts them. */
  readonly keyArn: string;
}

/** Log groups of a database. Made before it, or RDS would make them itself, unencrypted and kept for ever. */
export class DatabaseLogs extends Construct {
  readonly groups: CloudwatchLogGroup[];

  constructor(scope: Construct, id: string, props: DatabaseLogsProps) {
    super(scope, id);
    this.groups = exportedLogs.map((log) =>
      logGroup(this, log, {
        name: databaseLogGroupName(props.identifier, log),
        retentionDays: props.retentionDays,
        keyArn: props.keyArn,
      }),
    );
  }
}
