import { arnIn, globalArnIn, type Place, partitionOf } from "../../base/arns";
import type { Environment } from "../../config/schema";
import { namesOf } from "../../contract/names";

/** The ARNs that permissions are given on. Literal, so that a permission can be read without looking anything up. */
export interface AccessPlaces extends Place {
  readonly partition: string;
  readonly repositoryArn: string;
  readonly serviceArn: string;
  readonly tableArn: string;
  readonly imagePointerArn: string;
  readonly stateMachineArn: string;
  /** Executions of the deployer, with `*` at the end. */
  readonly executionArns: string;
  readonly appLogGroupArn: string;
  readonly keyAlias: string;
  /** The environment's role of that name. */
  readonly roleArn: (name: string) => string;
}

/** What {@link accessPlaces} must know of an environment. */
export type PlacedEnvironment = Pick<
  Environment,
  "application" | "environment" | "account" | "region"
> & {
  readonly repository: { readonly name: string };
  /** Name of the cluster; `*` where it is not known. */
  readonly cluster: string;
};

/** Derives the ARNs from the names. */
export function accessPlaces(environment: PlacedEnvironment): AccessPlaces {
  const { account, region, repository, cluster } = environment;
  const names = namesOf(environment);
  const place = { account, region };
  return {
    ...place,
    partition: partitionOf(region),
    repositoryArn: arnIn(place, "ecr", `repository/${repository.name}`),
    serviceArn: arnIn(place, "ecs", `service/${cluster}/${names.service}`),
    tableArn: arnIn(place, "dynamodb", `table/${names.delivery}`),
    imagePointerArn: arnIn(place, "ssm", `parameter${names.imagePointer}`),
    stateMachineArn: arnIn(place, "states", `stateMachine:${names.delivery}`),
    executionArns: arnIn(place, "states", `execution:${names.delivery}:*`),
    appLogGroupArn: arnIn(place, "logs", `log-group:${names.appLogGroup}`),
    keyAlias: names.keyAlias,
    roleArn: (name) => globalArnIn(place, "iam", `role/${name}`),
  };
}
