import { postgresStandardSupportEnds } from "./database";
import type { Environment } from "./schema";

/**
 * What is allowed and should not stay so. `today` is a date such as `2026-11-24`; it comes from the command line, so that
 * synthesis knows no clock.
 */
export function warnings(environment: Environment, today: string): string[] {
  return [
    ...underMaintenance(environment),
    ...withoutFirewall(environment),
    ...outOfSupport(environment, today),
  ];
}

function underMaintenance({ loadBalancer, monitoring }: Environment): string[] {
  if (loadBalancer.maintenance !== true) return [];
  const silent = monitoring === undefined ? "" : " and its alarms notify nobody";
  return [
    `loadBalancer.maintenance: once applied, everybody is answered 503${silent}; set it to false when the work is done`,
  ];
}

/** To have none takes a reason. */
function withoutFirewall({ loadBalancer }: Environment): string[] {
  if (loadBalancer.mode !== "create" || loadBalancer.scheme !== "internet-facing") return [];
  if (loadBalancer.firewall !== undefined) return [];
  return [
    "loadBalancer.firewall: the Internet reaches the application without a firewall; add the section, as docs/environment-settings.md describes it, or mode: none with a reason",
  ];
}

function outOfSupport({ database }: Environment, today: string): string[] {
  if (database.mode !== "create") return [];
  const ends = postgresStandardSupportEnds[database.engineVersion];
  if (ends === null || ends > aYearAfter(today)) return [];
  const support = ends < today ? `ended on ${ends}` : `ends on ${ends}, within a year`;
  return [
    `database.engineVersion: AWS' standard support of PostgreSQL ${database.engineVersion} ${support}; raise it, or AWS upgrades the database on a day of its own choice`,
  ];
}

function aYearAfter(day: string): string {
  return `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`;
}
