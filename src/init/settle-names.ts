import { environmentName } from "../contract/names";
import type { Draft } from "./draft";
import type { Wanted } from "./wanted";

/** The names that follow from application and environment, so that nothing is named after the environment that it is like. */
export function settleNames(draft: Draft, wanted: Wanted): void {
  const { application, environment } = wanted;
  const name = environmentName(wanted);
  const sqlName = sqlNameOf(application);
  const names = {
    "repository.name": `${application}/${environment}`,
    "database.name": sqlName,
    "database.username": sqlName,
    "access.github.deploy.environment": `${name}-deploy`,
    "access.github.terraform.planEnvironment": `${name}-plan`,
    "access.github.terraform.applyEnvironment": name,
  };
  for (const [setting, value] of Object.entries(names)) {
    if (draft.has(setting) && !draft.isSettled(setting)) draft.put(setting, value);
  }
}

/** PostgreSQL keeps names that begin with `pg_` for itself, RDS those that begin with `rds`. */
function sqlNameOf(application: string): string {
  const name = application.replaceAll("-", "_");
  return /^(pg_|rds)/.test(name) ? `app_${name}` : name;
}
