import { arnIn, type Place, partitionOf } from "../base/arns";
import { registryHost } from "./images";
import { besideDelivery, iamArn, type Names } from "./names";

/** What the deployer must know by name: plain text, so that the machine is the same before and after `apply`. */
export interface DeliveryNames extends Place {
  /** The environment as people call it, such as `eec-dev`. */
  readonly environment: string;
  readonly cluster: string;
  readonly service: string;
  readonly taskFamily: string;
  /** The one container of the task that runs the application's image. */
  readonly container: string;
  /** Repository within the registry, such as `eec/dev`. */
  readonly repository: string;
  /** SSM parameter that holds the released digest. */
  readonly imagePointer: string;
  /** State machine, table, topic, schedule and rule of delivery. */
  readonly delivery: string;
  /** Roles that the task definition names, as names, not ARNs. */
  readonly taskRole: string;
  readonly executionRole: string;
  /** Path of the environment's roles, such as `/slipway/`; `/` when left out. */
  readonly iamPath?: string | undefined;
}

/** Those names of an environment, from all of its names and what only its file says. */
export function deliveryNamesOf(
  names: Names,
  { account, region }: Place,
  file: Pick<DeliveryNames, "cluster" | "repository" | "iamPath">,
): DeliveryNames {
  return {
    account,
    region,
    environment: names.prefix,
    cluster: file.cluster,
    service: names.service,
    taskFamily: names.taskFamily,
    container: names.container,
    repository: file.repository,
    imagePointer: names.imagePointer,
    delivery: names.delivery,
    taskRole: names.taskRole,
    executionRole: names.executionRole,
    iamPath: file.iamPath,
  };
}

/** A page of AWS' console: of a service, by what stands behind the `#` of its address. */
export function consolePage(region: string, service: string, page: string): string {
  const hosts = { aws: "console.aws.amazon.com", "aws-us-gov": "console.amazonaws-us-gov.com" };
  return `https://${region}.${hosts[partitionOf(region)]}/${service}/home?region=${region}#${page}`;
}

/** Everything that is derived from {@link DeliveryNames}. */
export function addressesOf(names: DeliveryNames) {
  const { region, delivery } = names;
  const { deliveryCleanUp, deliveryRequest, deliveryLook, deliveryDrill } =
    besideDelivery(delivery);
  const arn = (service: string, resource: string) => arnIn(names, service, resource);
  const role = (name: string) => iamArn(names, "role", names.iamPath, name);
  return {
    clusterArn: arn("ecs", `cluster/${names.cluster}`),
    serviceArn: arn("ecs", `service/${names.cluster}/${names.service}`),
    serviceDeploymentArns: arn("ecs", `service-deployment/${names.cluster}/${names.service}/*`),
    serviceRevisionArns: arn("ecs", `service-revision/${names.cluster}/${names.service}/*`),
    taskDefinitionArns: arn("ecs", `task-definition/${names.taskFamily}:*`),
    taskArns: arn("ecs", `task/${names.cluster}/*`),
    scalableTargetArns: arn("application-autoscaling", "scalable-target/*"),
    /** How Application Auto Scaling names the service. */
    scalableTarget: `service/${names.cluster}/${names.service}`,
    repositoryArn: arn("ecr", `repository/${names.repository}`),
    /** The repository as image references name it. */
    repositoryUrl: `${registryHost(names)}/${names.repository}`,
    imagePointerArn: arn("ssm", `parameter${names.imagePointer}`),
    tableArn: arn("dynamodb", `table/${delivery}`),
    topicArn: arn("sns", delivery),
    stateMachineArn: arn("states", `stateMachine:${delivery}`),
    /** The machine that cleans up after the deployer, and the one through which pipelines start it. */
    cleanUpMachineArn: arn("states", `stateMachine:${deliveryCleanUp}`),
    requestMachineArn: arn("states", `stateMachine:${deliveryRequest}`),
    /** The machine that looks once a day at what runs. */
    lookMachineArn: arn("states", `stateMachine:${deliveryLook}`),
    /** The machine that reads what a drill restored. */
    drillMachineArn: arn("states", `stateMachine:${deliveryDrill}`),
    /** Prefix of the ARN of each execution of the deployer, its clean-up, and its requests. */
    executionArnPrefix: arn("states", `execution:${delivery}:`),
    cleanUpExecutionArnPrefix: arn("states", `execution:${deliveryCleanUp}:`),
    requestExecutionArnPrefix: arn("states", `execution:${deliveryRequest}:`),
    drillExecutionArnPrefix: arn("states", `execution:${deliveryDrill}:`),
    taskRoleArn: role(names.taskRole),
    executionRoleArn: role(names.executionRole),
    /** Where the console shows an execution; its ARN follows. */
    executionPages: consolePage(region, "states", "/v2/executions/details/"),
  } as const;
}
