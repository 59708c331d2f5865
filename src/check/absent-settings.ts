import { isGovCloud } from "../base/arns";
import type { Environment } from "../config/schema";
import { settingAt, valueAt } from "../config/setting";

/** What an environment does without. */
export interface AbsentSetting {
  /** The setting, such as `loadBalancer.firewall`. */
  readonly setting: string;
  /** Its name, a colon, and what that means. */
  readonly text: string;
  /** Whether users or data are at risk without it. */
  readonly guards: boolean;
}

/** An optional setting: how its absence is named, or why it is not. */
type AbsentRow =
  | {
      /** A name of one to four words, a colon, and what that means. */
      readonly off: string;
      /** Whether users or data are at risk without it: then it is a warning. */
      readonly guards?: true;
      /** Whether `false` is as good as absent. */
      readonly orFalse?: true;
      /** Where its absence means something; everywhere when left out. */
      readonly where?: (environment: Environment) => boolean;
    }
  | { readonly notNamed: string };

const isDefault = { notNamed: "its description says what holds without it" };
const asked = { notNamed: "the file is refused where something needs it" };
const listed = { notNamed: "a list: without it there are none" };

/** Every setting that a file may leave out. A test walks the schema, so that none is forgotten. */
export const absentRows: Readonly<Record<string, AbsentRow>> = {
  monitoring: {
    off: "monitoring: nobody is notified when the application is down, slow or full of errors",
    guards: true,
  },
  "monitoring.requests.rollBack": {
    off: "roll back on alarms: a release whose tasks are healthy and answer with errors stays",
    guards: true,
    orFalse: true,
  },
  "delivery.migration.snapshot": {
    off: "snapshots: no migration can be taken back",
    guards: true,
    where: migrates,
  },
  "loadBalancer.firewall": {
    off: "firewall: nothing says what looks into requests before they reach the application",
    // Before the Internet its absence is a warning of its own.
    where: ({ loadBalancer }) =>
      loadBalancer.mode === "existing" || loadBalancer.scheme === "internal",
  },
  "loadBalancer.tlsPolicy": {
    off: "TLS policy: AWS's of 2021, without key exchange against quantum computers",
  },
  "access.permissionsBoundaryArn": {
    off: "permissions boundary: roles may do all that their own policies allow",
  },
  "access.operators": {
    off: "operators: nobody may hold the environment, so that nothing is released",
  },
  "access.restorers": {
    off: "restorers: to restore a snapshot takes an administrator",
    where: hasDatabase,
  },
  "database.drill": {
    off: "drill: nothing reads what a drill restored",
    where: hasDatabase,
  },
  "delivery.dailyLook": {
    off: "daily look: a finding that appears after the release is not reported",
  },
  "delivery.tolerate": {
    off: "tolerated findings: each finding over the allowance refuses a release",
  },
  "delivery.runtimeWaivers": {
    off: "runtime waivers: to waive a finding takes a plan and an apply",
  },
  "access.waivers": {
    off: "waivers' role: nobody may waive a finding at run time",
    where: ({ delivery }) => delivery.runtimeWaivers !== undefined,
  },
  "delivery.windows": {
    off: "release windows: an image may be released at any time",
  },
  "access.taskRunners": {
    off: "task runners: nobody may run a command in a task of its own",
  },
  "access.databaseClients": {
    off: "database clients: nobody may connect a program of their own to the database",
    where: hasDatabase,
  },
  "access.planners": {
    off: "planners: nobody but an administrator may plan",
    where: isNotOnGithub,
  },
  "access.appliers": {
    off: "appliers: nobody but an administrator may apply",
    where: isNotOnGithub,
  },
  "access.vpn": {
    off: "VPN: nothing here leads people to the internal load balancer",
    where: ({ loadBalancer }) =>
      loadBalancer.mode === "create" && loadBalancer.scheme === "internal",
  },
  frontend: { off: "frontend: pages come from the container" },
  "access.publishers": {
    off: "publishers: nobody may publish the frontend",
    where: ({ frontend }) => frontend?.mode === "cdn",
  },
  "state.fargateFips": {
    off: "FIPS of tasks: the account's own setting holds",
    where: ({ region }) => isGovCloud(region),
  },
  "access.iamPath": { notNamed: "a name, which guards nothing by itself" },
  "loadBalancer.maintenance": { notNamed: "absent is how an environment should be" },
  "loadBalancer.maintenanceText": isDefault,
  "database.restored": { notNamed: "absent is how an environment should be" },
  "network.mode": isDefault,
  "network.connections": listed,
  "service.permissions": listed,
  "frontend.backendPaths": isDefault,
  "frontend.immutablePaths": isDefault,
  "cluster.execRecords": asked,
  "database.instanceIdentifier": asked,
  "database.hostName": asked,
  "delivery.migration.snapshot.limitSeconds": isDefault,
  "delivery.migration.snapshot.keep": isDefault,
  "delivery.migration.snapshot.unencrypted": asked,
};

/** What an environment does without because its file lacks an optional setting: what guards users and data first. */
export function absentSettings(environment: Environment): AbsentSetting[] {
  const absent = Object.entries(absentRows).flatMap(([setting, row]) => {
    if ("notNamed" in row || !isAbsent(setting, row.orFalse ?? false, environment)) return [];
    if (row.where?.(environment) === false) return [];
    return [{ setting, text: row.off, guards: row.guards ?? false }];
  });
  return [...absent.filter(({ guards }) => guards), ...absent.filter(({ guards }) => !guards)];
}

/** Where the section above is absent too, or has a mode without this setting, nothing is absent. */
function isAbsent(setting: string, orFalse: boolean, environment: Environment): boolean {
  const path = setting.split(".");
  const above = valueAt(path.slice(0, -1), environment);
  if (above === undefined || settingAt(path, environment) === undefined) return false;
  const value = valueAt(path, environment);
  return value === undefined || (orFalse && value === false);
}

function hasDatabase({ database }: Environment): boolean {
  return database.mode !== "none";
}

function isNotOnGithub({ access: { github } }: Environment): boolean {
  return github.mode === "none" || github.terraform.mode === "none";
}

function migrates(environment: Environment): boolean {
  return environment.service.migrationCommand !== null && hasDatabase(environment);
}
