import { arnIn, bareArnIn, type Place } from "../../../base/arns";
import { deliveryOf } from "../../../config/delivery-of";
import type { Environment } from "../../../config/schema";
import { addressesOf, type DeliveryNames, deliveryNamesOf } from "../../../contract/delivery-names";
import { iamArn, type Names, namesOf } from "../../../contract/names";

/** The ARNs that permissions are given on. Literal, so that a permission can be read without looking anything up. */
export interface AccessPlaces extends Place {
  /** The environment as people call it, such as `eec-dev`. */
  readonly environment: string;
  readonly repositoryArn: string;
  readonly serviceArn: string;
  readonly tableArn: string;
  readonly imagePointerArn: string;
  /** The machine through which pipelines start the deployer. */
  readonly requestMachineArn: string;
  /** Executions of it and of the deployer, with `*` at the end. */
  readonly executionArns: readonly string[];
  readonly appLogGroupArn: string;
  readonly clusterArn: string;
  /** Tasks of the cluster, and revisions of the application's family, with `*` at the end. */
  readonly taskArns: string;
  readonly taskDefinitionArns: string;
  /** The two roles that its tasks have. */
  readonly taskRoleArns: readonly string[];
  readonly keyAlias: string;
  /** Bucket with the pages of the frontend. */
  readonly siteBucketArn: string;
  /** Secrets with the URLs of databases that were restored under a name, which may end in `*`. */
  readonly restoredSecretArns: (databaseIdentifier: string) => string;
  /** The machine that reads what a drill restored, and its executions, with `*` at the end. */
  readonly drillMachineArn: string;
  readonly drillExecutionArns: string;
  /** The environment's role of that name. */
  readonly roleArn: (name: string) => string;
}

/** The places of an environment. */
export function accessPlaces(environment: Environment): AccessPlaces {
  return placesOf(namesOf(environment), deliveryOf(environment).names);
}

function placesOf(names: Names, delivery: DeliveryNames): AccessPlaces {
  const { account, region } = delivery;
  const place = { account, region };
  const at = addressesOf(delivery);
  return {
    ...place,
    environment: names.prefix,
    repositoryArn: at.repositoryArn,
    serviceArn: at.serviceArn,
    tableArn: at.tableArn,
    imagePointerArn: at.imagePointerArn,
    requestMachineArn: at.requestMachineArn,
    executionArns: [`${at.requestExecutionArnPrefix}*`, `${at.executionArnPrefix}*`],
    appLogGroupArn: arnIn(place, "logs", `log-group:${names.appLogGroup}`),
    clusterArn: at.clusterArn,
    taskArns: at.taskArns,
    taskDefinitionArns: at.taskDefinitionArns,
    taskRoleArns: [at.executionRoleArn, at.taskRoleArn],
    keyAlias: names.keyAlias,
    siteBucketArn: bareArnIn(place, "s3", names.siteBucket),
    restoredSecretArns: (databaseIdentifier) =>
      arnIn(place, "secretsmanager", `secret:${names.restoredSecret(databaseIdentifier)}`),
    drillMachineArn: at.drillMachineArn,
    drillExecutionArns: `${at.drillExecutionArnPrefix}*`,
    roleArn: (name) => iamArn(place, "role", delivery.iamPath, name),
  };
}

/** The environment that images come from. */
export interface SourcePlaces {
  readonly places: AccessPlaces;
  /** Role that reads there, by ARN, where it is in another account. */
  readonly readerRoleArn: string | undefined;
}

type Source = Extract<Environment["promotion"]["source"], { readonly mode: "environment" }>;

/**
 * The environment that images come from, seen from the one that they go to: its ARNs, and the role that reads there where it is in
 * another account. It is of the same application, and its cluster is not known here.
 */
export function sourcePlaces(
  { application, account, access }: Environment,
  source: Source,
): SourcePlaces {
  const environment = source.name.slice(`${application}-`.length);
  const names = namesOf({ ...source, application, environment });
  const delivery = deliveryNamesOf(names, source, {
    cluster: "*",
    repository: source.repository,
    iamPath: access.iamPath, // of both, which the rules of the file hold
  });
  const places = placesOf(names, delivery);
  return {
    places,
    readerRoleArn:
      source.account === account ? undefined : places.roleArn(names.promotionReaderRole),
  };
}
