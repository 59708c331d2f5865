import type { Delivery, DeliverySettings } from "../contract/delivery-settings";
import { namesOf } from "../contract/names";
import type { Environment } from "./schema";

/** The deployer that an environment's file asks for. */
export function deliveryOf(environment: Environment): Delivery {
  const names = namesOf(environment);
  const { account, region, cluster, repository } = environment;
  return {
    names: {
      account,
      region,
      environment: names.prefix,
      cluster: cluster.mode === "existing" ? cluster.name : names.cluster,
      service: names.service,
      taskFamily: names.taskFamily,
      container: names.container,
      repository: repository.name,
      imagePointer: names.imagePointer,
      delivery: names.delivery,
      taskRole: names.taskRole,
      executionRole: names.executionRole,
      iamPath: environment.access.iamPath,
    },
    settings: settingsOf(environment),
  };
}

/** How long findings may be waived at run time; nothing where nobody may. */
export function waiversAtRunTime({
  runtimeWaivers,
}: Environment["delivery"]): Pick<DeliverySettings, "runtimeWaivers"> {
  return runtimeWaivers && runtimeWaivers.maxDays > 0 ? { runtimeWaivers } : {};
}

/** Whether people write into the table at run time, so that its own policy says who writes what. */
export function hasTablePolicy(environment: Environment): boolean {
  const { runtimeWaivers, holds } = settingsOf(environment);
  return runtimeWaivers !== undefined || holds;
}

function settingsOf({ delivery, service, access }: Environment): DeliverySettings {
  const { allowedFindings: allowed } = delivery;
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
    windows: delivery.windows?.mode === "weekly" ? delivery.windows.periods : [],
    countedTags: delivery.countedTags,
    migrationCommand: service.migrationCommand,
    tasksMin: service.tasksMin,
    tasksMax: service.tasksMax,
    tasksStart: service.tasksMin,
    scan: delivery.scan,
    migration: delivery.migration,
    rollout: delivery.rollout,
  };
}
