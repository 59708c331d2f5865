import { ownMetrics } from "../../../contract/alarms";

/** One figure of CloudWatch, as alarms and the dashboard ask for it. */
export interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Statistic, such as `Sum` or `p95`. */
  readonly stat: string;
}

/** What CloudWatch calls the parts of an environment. */
export interface Watched {
  readonly environment: string;
  readonly cluster: string;
  readonly service: string;
  /** Such as `app/shop/0123456789abcdef`. */
  readonly loadBalancer: string;
  /** Such as `targetgroup/shop/0123456789abcdef`. */
  readonly targetGroup: string;
  readonly database: string;
  /** ARN of the deployer's state machine. */
  readonly deployer: string;
  /** ARN of the machine of the daily look. */
  readonly look: string;
}

/**
 * Every figure that is watched. Targets are counted by group and load balancer together: without an availability zone each node of the
 * load balancer reports all targets that it sees, so the maximum is how many there are.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
 */
export function metricsOf(watched: Watched) {
  const of =
    (namespace: string, dimensions: Metric["dimensions"]) =>
    (metricName: string, stat: string): Metric => ({ namespace, metricName, dimensions, stat });
  const balancer = of("AWS/ApplicationELB", { LoadBalancer: watched.loadBalancer });
  const targets = of("AWS/ApplicationELB", {
    LoadBalancer: watched.loadBalancer,
    TargetGroup: watched.targetGroup,
  });
  const service = { ClusterName: watched.cluster, ServiceName: watched.service };
  const tasks = of("AWS/ECS", service);
  const counts = of("ECS/ContainerInsights", service);
  const database = of("AWS/RDS", { DBInstanceIdentifier: watched.database });
  const own = of(ownMetrics.namespace, { [ownMetrics.dimension]: watched.environment });
  return {
    requests: targets("RequestCount", "Sum"),
    errors: targets("HTTPCode_Target_5XX_Count", "Sum"),
    refusals: targets("HTTPCode_Target_4XX_Count", "Sum"),
    latency: (stat: string) => targets("TargetResponseTime", stat),
    healthy: targets("HealthyHostCount", "Maximum"),
    allRequests: balancer("RequestCount", "Sum"),
    balancerErrors: balancer("HTTPCode_ELB_5XX_Count", "Sum"),
    cpu: tasks("CPUUtilization", "Average"),
    memory: tasks("MemoryUtilization", "Average"),
    desiredTasks: counts("DesiredTaskCount", "Minimum"),
    runningTasks: counts("RunningTaskCount", "Minimum"),
    deployments: of("AWS/States", { StateMachineArn: watched.deployer })(
      "ExecutionsStarted",
      "Sum",
    ),
    looks: of("AWS/States", { StateMachineArn: watched.look })("ExecutionsSucceeded", "Sum"),
    freeStorage: database("FreeStorageSpace", "Minimum"),
    freeMemory: database("FreeableMemory", "Average"),
    databaseCpu: database("CPUUtilization", "Average"),
    connections: database("DatabaseConnections", "Maximum"),
    maintenance: own(ownMetrics.maintenance, "Maximum"),
    lockSeconds: own(ownMetrics.lockSeconds, "Maximum"),
    scheduledRuns: own(ownMetrics.lockSeconds, "SampleCount"),
    notReleased: own(ownMetrics.notReleased, "Maximum"),
    released: own(ownMetrics.released, "Sum"),
  } as const;
}

/** All figures of {@link metricsOf}. */
export type Metrics = ReturnType<typeof metricsOf>;

/** Days until a certificate expires; published once or twice a day. @see https://docs.aws.amazon.com/acm/latest/userguide/cloudwatch-metrics.html */
export function daysToExpiry(certificateArn: string): Metric {
  return {
    namespace: "AWS/CertificateManager",
    metricName: "DaysToExpiry",
    dimensions: { CertificateArn: certificateArn },
    stat: "Minimum",
  };
}
