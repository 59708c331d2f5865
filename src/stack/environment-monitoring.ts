import type { Construct } from "constructs";
import { placeOf } from "../base/arns";
import { clusterOf } from "../config/cluster";
import { databaseIdentifierOf, deliveryOf } from "../config/delivery-of";
import type { Environment } from "../config/schema";
import { addressesOf } from "../contract/delivery-names";
import { namesOf } from "../contract/names";
import { timeLimitSeconds } from "../contract/time-limit";
import type { Database } from "./constructs/database";
import type { EncryptionKey } from "./constructs/encryption-key";
import type { FrontDoor } from "./constructs/load-balancer";
import { CountedTasks } from "./constructs/monitoring/counted-tasks";
import { Monitoring } from "./constructs/monitoring/monitoring";
import type { WebService } from "./constructs/web-service/web-service";

/** What watches the environment: alarms, dashboard, notifications; nothing where the file asks for none. */
export function environmentMonitoring(
  scope: Construct,
  environment: Environment,
  parts: {
    readonly key: EncryptionKey;
    readonly database: Database | undefined;
    readonly frontDoor: FrontDoor;
    readonly service: WebService;
    readonly certificateArn: string;
  },
): void {
  const names = namesOf(environment);
  const { monitoring, cluster, database, service } = environment;
  if (monitoring === undefined) return;
  if (cluster.mode === "existing")
    new CountedTasks(scope, "counted_tasks", { cluster: cluster.name });
  const { tasksMin, tasksMax } = service;
  const addresses = addressesOf(deliveryOf(environment).names);
  const { rolloutAlarmNames } = new Monitoring(scope, "monitoring", {
    ...placeOf(environment),
    ...monitoring,
    watched: {
      environment: names.prefix,
      cluster: clusterOf(environment),
      service: names.service,
      loadBalancer: parts.frontDoor.arnSuffix,
      targetGroup: parts.service.targetGroupArnSuffix,
      database: databaseIdentifierOf(environment) ?? names.databaseIdentifier,
      deployer: addresses.stateMachineArn,
      look: addresses.lookMachineArn,
    },
    logGroupName: names.appLogGroup,
    topicNames: { pages: names.pages, mails: names.mails },
    dashboardName: names.dashboard,
    databaseEventsName: names.databaseEvents,
    tasks: { ...monitoring.tasks, tasksMin, tasksMax },
    database:
      monitoring.database && parts.database && database.mode === "create"
        ? {
            ...monitoring.database,
            instanceClass: database.instanceClass,
            identifier: parts.database.identifier,
          }
        : undefined,
    ownLoadBalancer: environment.loadBalancer.mode === "create",
    certificateArn: parts.certificateArn,
    reconcileMinutes: environment.delivery.reconcileMinutes,
    dailyLook: environment.delivery.dailyLook ?? false,
    lockLimitSeconds: timeLimitSeconds(deliveryOf(environment).settings),
    maintenance: environment.loadBalancer.maintenance ?? false,
    keyArn: parts.key.arn,
  });
  const { rollBack } = monitoring.requests;
  if (rollBack !== undefined) parts.service.rollBackOn(rolloutAlarmNames, rollBack);
}
