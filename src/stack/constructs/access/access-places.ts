import { arnIn, bareArnIn, type Place } from "../../../base/arns";
import type { Environment } from "../../../config/schema";
import { iamArn, namesOf } from "../../../contract/names";

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

/** What {@link accessPlaces} must know of an environment. */
type PlacedEnvironment = Pick<Environment, "application" | "environment" | "account" | "region"> & {
  readonly repository: { readonly name: string };
  /** Name of the cluster; `*` where it is not known. */
  readonly cluster: string;
  readonly access?: { readonly iamPath?: string | undefined };
};

/** Derives the ARNs from the names. */
export function accessPlaces(environment: PlacedEnvironment): AccessPlaces {
  const { account, region, repository, cluster, access } = environment;
  const names = namesOf(environment);
  const place = { account, region };
  const roleArn = (name: string) => iamArn(place, "role", access?.iamPath, name);
  return {
    ...place,
    environment: names.prefix,
    repositoryArn: arnIn(place, "ecr", `repository/${repository.name}`),
    serviceArn: arnIn(place, "ecs", `service/${cluster}/${names.service}`),
    tableArn: arnIn(place, "dynamodb", `table/${names.delivery}`),
    imagePointerArn: arnIn(place, "ssm", `parameter${names.imagePointer}`),
    requestMachineArn: arnIn(place, "states", `stateMachine:${names.deliveryRequest}`),
    executionArns: [names.deliveryRequest, names.delivery].map((name) =>
      arnIn(place, "states", `execution:${name}:*`),
    ),
    appLogGroupArn: arnIn(place, "logs", `log-group:${names.appLogGroup}`),
    clusterArn: arnIn(place, "ecs", `cluster/${cluster}`),
    taskArns: arnIn(place, "ecs", `task/${cluster}/*`),
    taskDefinitionArns: arnIn(place, "ecs", `task-definition/${names.taskFamily}:*`),
    taskRoleArns: [names.executionRole, names.taskRole].map(roleArn),
    keyAlias: names.keyAlias,
    siteBucketArn: bareArnIn(place, "s3", names.siteBucket),
    restoredSecretArns: (databaseIdentifier) =>
      arnIn(place, "secretsmanager", `secret:${names.restoredSecret(databaseIdentifier)}`),
    drillMachineArn: arnIn(place, "states", `stateMachine:${names.deliveryDrill}`),
    drillExecutionArns: arnIn(place, "states", `execution:${names.deliveryDrill}:*`),
    roleArn,
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
  const environment = {
    application,
    environment: source.name.slice(`${application}-`.length),
    account: source.account,
    region: source.region,
    repository: { name: source.repository },
    cluster: "*",
    access, // roles of both are below one path, which the rules of the file hold
  };
  const places = accessPlaces(environment);
  return {
    places,
    readerRoleArn:
      source.account === account
        ? undefined
        : places.roleArn(namesOf(environment).promotionReaderRole),
  };
}
