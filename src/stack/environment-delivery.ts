import type { Construct } from "constructs";
import { placeOf } from "../base/arns";
import { clusterOf } from "../config/cluster";
import {
  databaseIdentifierOf,
  deliveryOf,
  drillCheckOf,
  hasTablePolicy,
} from "../config/delivery-of";
import type { Environment } from "../config/schema";
import { alarmDescription } from "../contract/alarms";
import { iamArn, namesOf } from "../contract/names";
import { drillPrefix } from "../contract/snapshots";
import { accessPlaces } from "./constructs/access/access-places";
import type { DeployerProps } from "./constructs/delivery/deployer";
import { ImageDelivery } from "./constructs/delivery/image-delivery";
import type { WriterArns } from "./constructs/delivery/table-policy";
import type { EncryptionKey } from "./constructs/encryption-key";
import { literal } from "./overrides";

/** What takes an image from its scan to its release. */
export function imageDelivery(
  scope: Construct,
  environment: Environment,
  key: EncryptionKey,
): ImageDelivery {
  const names = namesOf(environment);
  return new ImageDelivery(scope, "delivery", {
    delivery: deliveryOf(environment),
    roleName: names.deliveryRole,
    starterRoleName: names.deliveryEventsRole,
    cleanUpName: names.deliveryCleanUp,
    cleanUpRoleName: names.deliveryCleanUpRole,
    lookName: names.deliveryLook,
    lookRoleName: names.deliveryLookRole,
    drill: drill(environment, key),
    requestName: names.deliveryRequest,
    requestRoleName: names.deliveryRequestRole,
    undeliveredName: names.deliveryUndelivered,
    logGroupName: names.deliveryLogGroup,
    logRetentionDays: environment.service.logRetentionDays,
    reconcileMinutes: environment.delivery.reconcileMinutes,
    subscribers: environment.delivery.subscribers,
    alarmDescriptions: alarmDescriptions(environment),
    writerArns: writerArns(environment),
    keyArn: key.arn,
  });
}

function drill(environment: Environment, key: EncryptionKey): DeployerProps["drill"] {
  const names = namesOf(environment);
  const check = drillCheckOf(environment);
  if (check === undefined) return undefined;
  const places = accessPlaces(environment);
  return {
    machineName: names.deliveryDrill,
    name: names.drillRole,
    executionRoleName: names.drillExecutionRole,
    delivery: deliveryOf(environment),
    check,
    repositoryArn: places.repositoryArn,
    logGroupArn: places.appLogGroupArn,
    secretArns: places.restoredSecretArns(`${drillPrefix(check.databaseIdentifier)}*`),
    keyArn: key.arn,
  };
}

/** Once people write into the table at run time, each kind of item is its own writers' alone. */
function writerArns(environment: Environment): WriterArns | undefined {
  const { access, promotion } = environment;
  if (!hasTablePolicy(environment)) return undefined;
  const names = namesOf(environment);
  const role = (name: string) => [iamArn(placeOf(environment), "role", access.iamPath, name)];
  const promotes = promotion.source.mode !== "none" && access.promoter.mode === "role";
  return {
    deployer: role(names.deliveryRole),
    tester: access.tester.mode === "role" ? role(names.testerRole) : "others",
    promoter: promotes ? role(names.promoterRole) : "others",
    waivers: access.waivers?.mode === "role" ? role(names.waiversRole) : [],
    operator: access.operators?.mode === "role" ? role(names.operatorRole) : [],
    // Came later than the policy: without the section the policy stays as it was.
    databaseClient:
      access.databaseClients?.mode === "role" ? role(names.databaseClientRole) : "others",
    publisher: access.publishers?.mode === "role" ? role(names.publisherRole) : "others",
    restorer: access.restorers?.mode === "role" ? role(names.restorerRole) : [],
    taskRunner: access.taskRunners?.mode === "role" ? role(names.taskRunnerRole) : [],
  };
}

function alarmDescriptions(environment: Environment) {
  const names = namesOf(environment);
  const { monitoring } = environment;
  if (monitoring === undefined) return undefined;
  const place = {
    environment: names.prefix,
    cluster: clusterOf(environment),
    database: databaseIdentifierOf(environment) ?? names.databaseIdentifier,
    logGroup: names.appLogGroup,
  };
  const url = literal(monitoring.runbookUrl);
  return {
    brokenOff: alarmDescription("delivery-broken-off", place, url),
    undelivered: alarmDescription("delivery-undelivered", place, url),
  };
}
