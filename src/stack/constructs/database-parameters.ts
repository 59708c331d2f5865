import type { Construct } from "constructs";
import { DbParameterGroup } from "#aws/db-parameter-group";
import { parameterGroupFamily, parameterGroupName } from "../../contract/database-settings";

/** One parameter of a PostgreSQL parameter group. */
interface Parameter {
  readonly name: string;
  readonly value: string;
  /** `immediate` for what PostgreSQL takes at once, `pending-reboot` for what it reads when it starts. */
  readonly applyMethod: "immediate" | "pending-reboot";
}

/**
 * What every database runs with: TLS only, changes of the schema and statements slower than a second in the log.
 * A value that is also the engine's default reads back as `pending-reboot`, whatever was asked for; asking for that keeps plans empty,
 * and a new database starts with it all the same.
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/39252
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html
 */
export const parameters: readonly Parameter[] = [
  { name: "rds.force_ssl", value: "1", applyMethod: "pending-reboot" },
  { name: "log_statement", value: "ddl", applyMethod: "immediate" },
  { name: "log_min_duration_statement", value: "1000", applyMethod: "immediate" },
  { name: "log_lock_waits", value: "1", applyMethod: "pending-reboot" },
];

/** The group of parameters of a database; gives its name. */
export function parameterGroup(
  scope: Construct,
  { identifier, engineVersion }: { readonly identifier: string; readonly engineVersion: string },
): string {
  return new DbParameterGroup(scope, "parameters", {
    name: parameterGroupName(identifier, engineVersion),
    family: parameterGroupFamily(engineVersion),
    description: "TLS only; schema changes and slow statements in the log",
    parameter: [...parameters],
    // A new major version needs a group of its own beside the old one, which stays: the database has it until the upgrade is done,
    // perhaps in a maintenance window long after the apply.
    lifecycle: { createBeforeDestroy: true },
    skipDestroy: true,
  }).name;
}
