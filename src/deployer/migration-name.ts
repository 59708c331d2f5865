import type { DeliveryNames } from "../contract/delivery-names";
import { type Code, code } from "./jsonata";

/** How the `startedBy` of every migration begins, also of those that an earlier version started. */
export const migrationPrefix = "slipway-migration";

/**
 * The `startedBy` of this execution's migration to `$digest`: by it the task is found again, whatever became of who started
 * it. At most 124 of its 128 characters are used, since an environment's name has no more than 32; letters, digits,
 * hyphens, slashes and underscores are all that it takes.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
 */
export function migrationName({ environment }: DeliveryNames): Code {
  return code`(${`${migrationPrefix}/${environment}/`} & $substringAfter($digest, ':') & '/' & $substring($hash($states.context.Execution.Id, 'SHA-256'), 0, 8))`;
}
