import type { Polling } from "./delivery-settings";

/** The command that reads the database that a drill restored, and the task in which it runs. */
export interface DrillCheck extends Polling {
  /** Instance identifier of the first database; the identifiers of drills begin with it. */
  readonly databaseIdentifier: string;
  /** Family of the task's revisions. */
  readonly family: string;
  /** ARN of those revisions, with `*` at the end. */
  readonly familyArns: string;
  /** ARN of the role with which ECS starts the task; the command itself has no role. */
  readonly executionRoleArn: string;
  readonly command: readonly string[];
  /** Environment variable in which the command finds the database's URL. */
  readonly variable: string;
}

/** Seconds for everything but the command: to start the task, and to stop it. */
const workSeconds = 900;

/** Seconds after which an execution has ended, well or not. */
export function drillLimitSeconds({ limitSeconds }: Pick<DrillCheck, "limitSeconds">): number {
  return limitSeconds + workSeconds;
}
