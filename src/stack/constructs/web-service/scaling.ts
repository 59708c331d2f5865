import { Construct } from "constructs";
import { AppautoscalingPolicy } from "#aws/appautoscaling-policy";
import { AppautoscalingTarget } from "#aws/appautoscaling-target";
import { mainResourceId } from "../../readable-stack";

/** Properties of {@link Scaling}. */
interface ScalingProps {
  /** Name of the cluster, not its ARN. */
  readonly clusterName: string;
  /** Name of the service. */
  readonly serviceName: string;
  /** Least number of tasks; may be an expression of Terraform. */
  readonly tasksMin: number;
  /** Greatest number of tasks. */
  readonly tasksMax: number;
  /** Average CPU to aim at, 10 to 95 percent. */
  readonly cpuPercent: number;
  /** Average memory to aim at, 10 to 95 percent. */
  readonly memoryPercent: number;
  /** Requests a minute for each task to aim at. */
  readonly requestsPerTarget: number;
  /** What CloudWatch calls the load balancer and the target group. */
  readonly loadBalancerArnSuffix: string;
  /** What CloudWatch calls the target group. */
  readonly targetGroupArnSuffix: string;
}

/**
 * More tasks when CPU, memory or requests ask for it, fewer when all three allow it; out within a minute, in after five.
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
 */
export class Scaling extends Construct {
  constructor(scope: Construct, id: string, props: ScalingProps) {
    super(scope, id);
    const target = new AppautoscalingTarget(this, mainResourceId, {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: `service/${props.clusterName}/${props.serviceName}`,
      minCapacity: props.tasksMin,
      maxCapacity: props.tasksMax,
    });
    const aims = [
      { id: "cpu", type: "ECSServiceAverageCPUUtilization", value: props.cpuPercent },
      { id: "memory", type: "ECSServiceAverageMemoryUtilization", value: props.memoryPercent },
      {
        id: "requests",
        type: "ALBRequestCountPerTarget",
        value: props.requestsPerTarget,
        label: `${props.loadBalancerArnSuffix}/${props.targetGroupArnSuffix}`,
      },
    ];
    for (const aim of aims) {
      new AppautoscalingPolicy(this, aim.id, {
        name: `${props.serviceName}-${aim.id}`,
        policyType: "TargetTrackingScaling",
        serviceNamespace: target.serviceNamespace,
        scalableDimension: target.scalableDimension,
        resourceId: target.resourceId,
        targetTrackingScalingPolicyConfiguration: {
          targetValue: aim.value,
          scaleOutCooldown: 60, // seconds
          scaleInCooldown: 300,
          predefinedMetricSpecification: {
            predefinedMetricType: aim.type,
            ...(aim.label ? { resourceLabel: aim.label } : {}),
          },
        },
      });
    }
  }
}
