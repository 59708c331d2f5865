import { Construct } from "constructs";
import { EcsService } from "#aws/ecs-service";
import { arnIn, type Place } from "../../../base/arns";
import { mainResourceId } from "../../readable-stack";
import type { ImagePointer } from "../image-pointer";
import type { FrontDoor } from "../load-balancer";
import { logGroup } from "../log-group";
import type { ContainerSecret } from "../secrets/container-secrets";
import { ExecutionRole } from "./execution-role";
import { Scaling } from "./scaling";
import { TargetGroup } from "./target-group";
import { Task } from "./task";
import { TaskRole, type TaskRoleProps } from "./task-role";

/** Properties of a {@link WebService}. */
export interface WebServiceProps extends Place {
  /** Name of the service, 1 to 255 characters. */
  readonly serviceName: string;
  /** Family of the task definition. */
  readonly taskFamily: string;
  /** Name of the one container. */
  readonly containerName: string;
  /** Name of the role with which ECS starts tasks, at most 64 characters. */
  readonly executionRoleName: string;
  /** Name of the role that the application has, at most 64 characters. */
  readonly taskRoleName: string;
  /** Beginning of the target group's name, at most 6 characters. */
  readonly targetGroupNamePrefix: string;
  /** Log group of the application's output. */
  readonly logGroupName: string;
  /** Name of the cluster, for scaling. */
  readonly clusterName: string;
  /** ARN of the cluster, for the service. */
  readonly clusterArn: string;
  /** VPC of the tasks. */
  readonly vpcId: string;
  /** Private subnets in at least two availability zones. */
  readonly subnetIds: readonly string[];
  /** Security group of the tasks. */
  readonly securityGroupId: string;
  /** The load balancer that sends requests. */
  readonly frontDoor: FrontDoor;
  /** Name in the request that leads here. */
  readonly hostName: string;
  /** Priority of the listener rule, 1 to 50000. */
  readonly rulePriority: number;
  /** Whether everybody is answered that the service is being worked on. */
  readonly maintenance: boolean;
  /** What the page says then; undefined for the usual text. */
  readonly maintenanceText: string | undefined;
  /** Repository of the image: ARN and URL. */
  readonly repository: { readonly arn: string; readonly url: string };
  /** Where the released image is read. */
  readonly pointer: ImagePointer;
  /** ARN of the key that encrypts the log. */
  readonly keyArn: string;
  /** CPU of one task in units, 1024 to a vCPU. */
  readonly cpuUnits: number;
  /** Memory of one task in MiB, in a pair with the CPU that Fargate sells. */
  readonly memoryMiB: number;
  /** Processor that the image was built for. */
  readonly architecture: "X86_64" | "ARM64";
  /** TCP port of the container. */
  readonly port: number;
  /** Path that answers 200 when a task can serve, and seconds after its start in which a failure is forgiven. */
  readonly healthCheck: { readonly path: string; readonly gracePeriodSeconds: number };
  /** Least number of tasks once something was released. */
  readonly tasksMin: number;
  /** Greatest number of tasks. */
  readonly tasksMax: number;
  /** What scaling aims at. */
  readonly scaling: {
    readonly cpuPercent: number;
    readonly memoryPercent: number;
    readonly requestsPerTarget: number;
  };
  /** Plain environment variables. */
  readonly variables: Readonly<Record<string, string>>;
  /** Secret environment variables. */
  readonly secrets: readonly ContainerSecret[];
  /** ECS Exec; undefined when off. */
  readonly exec: TaskRoleProps["exec"];
  /** What the application may do in AWS; empty for nothing. */
  readonly permissions: TaskRoleProps["permissions"];
  /** Days that the log is kept, one of the periods that CloudWatch offers. */
  readonly logRetentionDays: number;
}

/**
 * The application on Fargate behind the load balancer. The deployer changes its image and revision, scaling its count; Terraform
 * follows both. It has no tasks until something was released. A rollout that fails goes back by itself.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
export class WebService extends Construct {
  readonly executionRoleArn: string;
  readonly taskRoleArn: string;
  /** Name of the role that the application has. */
  readonly taskRoleName: string;
  /** What CloudWatch calls the target group. */
  readonly targetGroupArnSuffix: string;

  private readonly service: EcsService;

  constructor(scope: Construct, id: string, props: WebServiceProps) {
    super(scope, id);
    const logs = logGroup(this, "logs", {
      name: props.logGroupName,
      retentionDays: props.logRetentionDays,
      keyArn: props.keyArn,
    });
    const targets = new TargetGroup(this, "targets", {
      namePrefix: props.targetGroupNamePrefix,
      vpcId: props.vpcId,
      port: props.port,
      healthCheckPath: props.healthCheck.path,
      listenerArn: props.frontDoor.listenerArn,
      hostName: props.hostName,
      rulePriority: props.rulePriority,
      maintenance: props.maintenance,
      maintenanceText: props.maintenanceText,
    });
    const place = { account: props.account, region: props.region };
    const executionRole = new ExecutionRole(this, "execution_role", {
      ...place,
      name: props.executionRoleName,
      repositoryArn: props.repository.arn,
      logGroupArn: arnIn(place, "logs", `log-group:${props.logGroupName}`),
      secrets: props.secrets,
    });
    const taskRole = new TaskRole(this, "task_role", {
      ...place,
      name: props.taskRoleName,
      exec: props.exec,
      permissions: props.permissions,
    });
    const task = new Task(this, "task", {
      family: props.taskFamily,
      containerName: props.containerName,
      image: `${props.repository.url}@${props.pointer.digest}`,
      cpuUnits: props.cpuUnits,
      memoryMiB: props.memoryMiB,
      architecture: props.architecture,
      port: props.port,
      variables: props.variables,
      secrets: props.secrets,
      execEnabled: props.exec !== undefined,
      executionRoleArn: executionRole.arn,
      taskRoleArn: taskRole.arn,
      logGroupName: logs.name,
      region: props.region,
    });
    const tasksMin = props.pointer.onceReleased(props.tasksMin);
    this.service = new EcsService(this, mainResourceId, {
      name: props.serviceName,
      cluster: props.clusterArn,
      taskDefinition: task.arn,
      desiredCount: tasksMin,
      launchType: "FARGATE",
      platformVersion: "LATEST",
      availabilityZoneRebalancing: "ENABLED",
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      enableExecuteCommand: props.exec !== undefined,
      healthCheckGracePeriodSeconds: props.healthCheck.gracePeriodSeconds,
      networkConfiguration: {
        subnets: [...props.subnetIds],
        securityGroups: [props.securityGroupId],
        assignPublicIp: false,
      },
      loadBalancer: [
        {
          targetGroupArn: targets.arn,
          containerName: props.containerName,
          containerPort: props.port,
        },
      ],
      dependsOn: [targets.rule, executionRole.policy],
      lifecycle: { ignoreChanges: ["desired_count"] },
    });
    new Scaling(this, "scaling", {
      clusterName: props.clusterName,
      serviceName: this.service.name,
      tasksMin,
      tasksMax: props.tasksMax,
      ...props.scaling,
      loadBalancerArnSuffix: props.frontDoor.arnSuffix,
      targetGroupArnSuffix: targets.arnSuffix,
    });

    this.executionRoleArn = executionRole.arn;
    this.taskRoleArn = taskRole.arn;
    this.taskRoleName = taskRole.roleName;
    this.targetGroupArnSuffix = targets.arnSuffix;
  }

  /**
   * Has ECS roll a release back when one of these alarms begins to ring during its rollout, beside the circuit breaker. They measure what
   * the target group does, so they are made after it and before the service. Not `enabled`, it is asked to stop: left out, ECS would go on,
   * since an update changes only what it names. The names stay then, because the provider sends no empty list.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
   */
  rollBackOn(alarmNames: readonly string[], enabled: boolean): void {
    this.service.putAlarms({ enable: enabled, rollback: enabled, alarmNames: [...alarmNames] });
  }
}
