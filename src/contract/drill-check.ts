import type { Polling } from "./delivery-settings";

/** What reads the database that a drill restored. */
export interface DrillCheck extends Polling {
  /** The first database, by its instance identifier, with which those of drills begin. */
  readonly databaseIdentifier: string;
  /** Family of the task's revisions. */
  readonly family: string;
  /** ARN of those revisions, with `*` at the end. */
  readonly familyArns: string;
  /** ARN of the role with which ECS starts the task; the command has none. */
  readonly executionRoleArn: string;
  readonly command: readonly string[];
  /** Environment variable with the URL. */
  readonly variable: string;
}

/** Seconds for everything but the command: to start the task, and to stop it. */
const workSeconds = 900;

/** Seconds after which an execution has ended, well or not. */
export function drillLimitSeconds({ limitSeconds }: Pick<DrillCheck, "limitSeconds">): number {
  return limitSeconds + workSeconds;
}
