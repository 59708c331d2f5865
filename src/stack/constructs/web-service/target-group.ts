import { Construct } from "constructs";
import { LbListenerRule } from "#aws/lb-listener-rule";
import { LbTargetGroup } from "#aws/lb-target-group";
import { maintenanceAnswer } from "../../../contract/maintenance";
import { literal } from "../../overrides";
import { mainResourceId } from "../../readable-stack";

/** Properties of a {@link TargetGroup}. */
export interface TargetGroupProps {
  /** Beginning of its name, at most 6 characters. */
  readonly namePrefix: string;
  /** VPC of the tasks. */
  readonly vpcId: string;
  /** TCP port of the container. */
  readonly port: number;
  /** Path that answers 200 when a task can serve. */
  readonly healthCheckPath: string;
  /** HTTPS listener that sends requests here. */
  readonly listenerArn: string;
  /** Name in the request that sends it here. */
  readonly hostName: string;
  /** Priority of the listener rule, 1 to 50000. */
  readonly rulePriority: number;
  /** Whether everybody is answered that the service is being worked on. The priority after the rule's must then be free. */
  readonly maintenance: boolean;
  /** What the page says then; undefined for the usual text. */
  readonly maintenanceText: string | undefined;
}

/**
 * The tasks as the load balancer sees them, and the rule that sends it the requests for our host name. A change that needs a new
 * group makes it before the old one goes, so the name is only a prefix.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
 */
export class TargetGroup extends Construct {
  readonly arn: string;
  readonly arnSuffix: string;
  /** ECS refuses a target group that no listener uses: wait for this. */
  readonly rule: LbListenerRule;

  constructor(scope: Construct, id: string, props: TargetGroupProps) {
    super(scope, id);
    const group = new LbTargetGroup(this, mainResourceId, {
      namePrefix: props.namePrefix,
      vpcId: props.vpcId,
      targetType: "ip",
      protocol: "HTTP",
      port: props.port,
      deregistrationDelay: `${timing.deregistrationDelaySeconds}`,
      loadBalancingAlgorithmType: "least_outstanding_requests",
      healthCheck: {
        path: literal(props.healthCheckPath),
        matcher: "200",
        interval: timing.healthCheckIntervalSeconds,
        timeout: timing.healthCheckTimeoutSeconds,
        healthyThreshold: timing.healthyThreshold,
        unhealthyThreshold: timing.unhealthyThreshold,
      },
      lifecycle: { createBeforeDestroy: true },
    });
    const { listenerArn, rulePriority } = props;
    const forHost = { listenerArn, condition: [{ hostHeader: { values: [props.hostName] } }] };
    const forward = [{ type: "forward", targetGroupArn: group.arn }];
    if (props.maintenance) {
      // A group that no rule names is not checked, and ECS refuses it: a second rule names it before the first lets go, and until that takes it again.
      const kept = new LbListenerRule(this, "kept_rule", {
        ...forHost,
        priority: rulePriority + 1,
        action: forward,
        lifecycle: { createBeforeDestroy: true },
      });
      const { messageBody, ...answer } = maintenanceAnswer(props.maintenanceText);
      const fixedResponse = { ...answer, messageBody: literal(messageBody) };
      this.rule = new LbListenerRule(this, "rule", {
        ...forHost,
        priority: rulePriority,
        action: [{ type: "fixed-response", fixedResponse }],
        dependsOn: [kept],
      });
    } else {
      this.rule = new LbListenerRule(this, "rule", {
        ...forHost,
        priority: rulePriority,
        action: forward,
      });
    }
    this.arn = group.arn;
    this.arnSuffix = group.arnSuffix;
  }
}

/**
 * Times that only make sense together.
 *
 * - A readiness check asks the database, and a Multi-AZ failover takes one to two minutes. A task is therefore failing only after
 *   15 s × 10 = 150 s, or a failover would have every task killed at once.
 *   @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.Failover.html
 * - A task that is to stop gets no new requests at once, has 30 s for those it has, and after SIGTERM 60 s to end before SIGKILL.
 *   The load balancer's idle timeout is 60 s: a connection it still holds is answered within the stop timeout.
 *   @see https://docs.aws.amazon.com/AmazonECS/latest/bestpracticesguide/load-balancer-connection-draining.html
 */
export const timing = {
  healthCheckIntervalSeconds: 15,
  healthCheckTimeoutSeconds: 10,
  healthyThreshold: 2,
  unhealthyThreshold: 10,
  deregistrationDelaySeconds: 30,
  stopTimeoutSeconds: 60,
} as const;
