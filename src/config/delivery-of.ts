import { arnIn } from "../base/arns";
import { rolloutAlarmNames } from "../contract/alarms";
import { deliveryNamesOf } from "../contract/delivery-names";
import type { Delivery, DeliverySettings } from "../contract/delivery-settings";
import type { DrillCheck } from "../contract/drill-check";
import { iamArn, namesOf } from "../contract/names";
import { clusterOf } from "./cluster";
import type { Environment } from "./schema";

/** The names and settings of an environment's deployer. */
export function deliveryOf(environment: Environment): Delivery {
  return {
    names: deliveryNamesOf(namesOf(environment), environment, {
      cluster: clusterOf(environment),
      repository: environment.repository.name,
      iamPath: environment.access.iamPath,
    }),
    settings: settingsOf(environment),
  };
}

/** The setting `runtimeWaivers`; nothing where findings cannot be waived at run time. */
export function waiversAtRunTime({
  runtimeWaivers,
}: Environment["delivery"]): Pick<DeliverySettings, "runtimeWaivers"> {
  return runtimeWaivers && runtimeWaivers.maxDays > 0 ? { runtimeWaivers } : {};
}

/** Whether people write into the table at run time, so that its own policy says who writes what. */
export function hasTablePolicy(environment: Environment): boolean {
  const settings = settingsOf(environment);
  const { runtimeWaivers, holds, runs, restores, connects, publishes } = settings;
  const atRunTime = [runtimeWaivers !== undefined, holds, runs, restores, connects, publishes];
  return atRunTime.includes(true);
}

/** The setting `rolloutAlarms`: alarms by which ECS rolls a release back; nothing where it does not. */
function rolloutAlarms(environment: Environment): Pick<DeliverySettings, "rolloutAlarms"> {
  const { monitoring, loadBalancer } = environment;
  if (monitoring?.requests.rollBack !== true) return {};
  const { prefix } = namesOf(environment);
  return { rolloutAlarms: rolloutAlarmNames(prefix, loadBalancer.mode === "create") };
}

/** How long a snapshot may take and how many are kept where the file does not say so, and how often RDS is asked for it. */
export const snapshotDefaults = { limitSeconds: 3600, pollSeconds: 15, keep: 10 } as const;

/** The database that runs, by its instance identifier; undefined where there is none, or the file does not name it. */
export function databaseIdentifierOf(environment: Environment): string | undefined {
  const { database } = environment;
  if (database.mode === "create")
    return database.restored?.identifier ?? namesOf(environment).databaseIdentifier;
  return database.mode === "existing" ? database.instanceIdentifier : undefined;
}

/** Instance identifier of the first database, with which those of databases that are restored later begin; undefined as above. */
export function firstDatabaseOf(environment: Environment): string | undefined {
  const { database } = environment;
  if (database.mode === "create") return namesOf(environment).databaseIdentifier;
  return databaseIdentifierOf(environment);
}

/** The command that reads the database that a drill restored; undefined where there is none. */
export function drillCheckOf(environment: Environment): DrillCheck | undefined {
  const { account, region, access, database } = environment;
  const databaseIdentifier = firstDatabaseOf(environment);
  const drill = database.mode === "none" ? undefined : database.drill;
  if (drill?.mode !== "command" || databaseIdentifier === undefined) return undefined;
  const { drillFamily: family, drillExecutionRole } = namesOf(environment);
  const place = { account, region };
  return {
    databaseIdentifier,
    family,
    familyArns: arnIn(place, "ecs", `task-definition/${family}:*`),
    executionRoleArn: iamArn(place, "role", access.iamPath, drillExecutionRole),
    command: drill.command,
    variable: drill.variable,
    limitSeconds: drill.limitSeconds,
    pollSeconds: 5,
  };
}

/** Every database that the environment made or moved to, by its instance identifier: the first one, then those of `database.restored`. */
export function databaseIdentifiersOf(environment: Environment): readonly string[] {
  const { database } = environment;
  const first = namesOf(environment).databaseIdentifier;
  const { identifier = first, insteadOf = [] } =
    (database.mode === "create" && database.restored) || {};
  return [...new Set([first, identifier, ...insteadOf])];
}

/** The setting `snapshot`; nothing where none is taken before a migration. */
function snapshotSettings(environment: Environment): Pick<DeliverySettings, "snapshot"> {
  const { delivery } = environment;
  const { snapshot } = delivery.migration;
  if (snapshot?.mode !== "always") return {};
  const databaseIdentifier = databaseIdentifierOf(environment);
  if (databaseIdentifier === undefined) return {}; // a rule refuses such a file
  return {
    snapshot: {
      databaseIdentifier,
      limitSeconds: snapshot.limitSeconds ?? snapshotDefaults.limitSeconds,
      pollSeconds: snapshotDefaults.pollSeconds,
      keep: snapshot.keep ?? snapshotDefaults.keep,
      acceptsUnencrypted: snapshot.unencrypted?.mode === "accept",
    },
  };
}

function settingsOf(environment: Environment): DeliverySettings {
  const { delivery, service, access } = environment;
  const { allowedFindings: allowed } = delivery;
  const { limitSeconds, pollSeconds } = delivery.migration;
  return {
    trigger: delivery.trigger,
    scanning: delivery.scanning,
    allowedFindings: {
      CRITICAL: allowed.critical,
      HIGH: allowed.high,
      MEDIUM: allowed.medium,
      LOW: allowed.low,
      INFORMATIONAL: allowed.informational,
      UNDEFINED: allowed.undefined,
    },
    waivers: delivery.waivers,
    tolerate: delivery.tolerate ?? { known: false, unfixable: false, graceDays: 0 },
    ...waiversAtRunTime(delivery),
    ...(delivery.dailyLook ? { dailyLook: true } : {}),
    holds: access.operators?.mode === "role",
    ...(access.restorers?.mode === "role" ? { restores: true } : {}),
    ...(access.taskRunners?.mode === "role" ? { runs: true } : {}),
    ...(access.databaseClients?.mode === "role" ? { connects: true } : {}),
    ...(access.publishers?.mode === "role" ? { publishes: true } : {}),
    windows: delivery.windows?.mode === "weekly" ? delivery.windows.periods : [],
    countedTags: delivery.countedTags,
    migrationCommand: service.migrationCommand,
    tasksMin: service.tasksMin,
    tasksMax: service.tasksMax,
    tasksStart: service.tasksMin,
    scan: delivery.scan,
    ...snapshotSettings(environment),
    migration: { limitSeconds, pollSeconds },
    rollout: delivery.rollout,
    ...(environment.monitoring && { figures: true }),
    ...rolloutAlarms(environment),
  };
}
