import { type AlarmId, requestWindow } from "../../../contract/alarms";
import { databaseConnections, databaseMemoryBytes } from "../../../contract/database-class";
import type { Limit } from "./measured-alarm";
import { daysToExpiry, type Metrics } from "./metrics";

/** One alarm: what rings it. */
export interface AlarmLimit extends Limit {
  readonly id: AlarmId;
  /** Rings only while the service is meant to run: without that a service of zero tasks would ring. */
  readonly whileMeantToRun?: boolean;
}

const minute = 60;
const day = 24 * 3600;

/**
 * No task answers. Where nothing is registered any more nothing is reported, which is the same as zero. Two of three, so that a
 * target group that loses its last target rings as soon as reports stop.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export function noHealthyTask(metrics: Metrics): Limit {
  return {
    measured: metrics.healthy,
    periodSeconds: minute,
    beyond: { values: 2, of: 3 },
    limit: { below: 1 },
    missing: "breaching",
  };
}

/**
 * The service has been meant to run for ten minutes: before that its first tasks may still be starting. A service that is set to zero, or
 * was never released, is not. Container Insights reports it each minute, whether or not a task runs.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
 */
export function meantToRun(metrics: Metrics): Limit {
  return {
    measured: metrics.desiredTasks,
    periodSeconds: minute,
    beyond: { values: 10, of: 10 },
    limit: { atLeast: 1 },
    missing: "notBreaching",
  };
}

/**
 * The file asks for maintenance, or somebody reported within about the last hour that people work on the environment.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/publishingMetrics.html
 */
export function underMaintenance(metrics: Metrics, isAskedFor: boolean): Limit {
  return {
    measured: metrics.maintenance,
    periodSeconds: 5 * minute,
    beyond: { values: 1, of: 12 },
    limit: { atLeast: 1 },
    missing: isAskedFor ? "breaching" : "notBreaching",
  };
}

/** What users feel. */
export interface RequestLimits {
  readonly countMin: number;
  readonly errorPercent: number;
  readonly latencyMilliseconds: number;
}

/**
 * Rates and latency of requests. The load balancer reports a figure only where there is one, so counts that are not there are zero; with
 * fewer requests than `countMin` the expression is zero, and where there are none at all it has no value, which is as good.
 * Three minutes out of five, so that one late minute neither rings nor ends it.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function requestLimits(
  metrics: Metrics,
  limits: RequestLimits,
  ownLoadBalancer: boolean,
): AlarmLimit[] {
  const { countMin } = limits;
  const often = {
    periodSeconds: requestWindow.periodSeconds,
    beyond: requestWindow,
    missing: "notBreaching",
  } as const;
  const all = "(FILL(requests, 0) + FILL(errors, 0))";
  return [
    {
      id: "errors",
      measured: {
        metrics: { requests: metrics.requests, errors: metrics.errors },
        expression: `IF(FILL(requests, 0) >= ${countMin}, 100 * FILL(errors, 0) / FILL(requests, 0), 0)`,
        label: "Percent of requests answered with 5xx",
      },
      limit: { above: limits.errorPercent },
      ...often,
    },
    // What the load balancer answers itself is counted for all that it serves: on another's it would ring for others' errors. It counts no
    // request for which it found no target, so its errors are added to its requests.
    ...(ownLoadBalancer
      ? [
          {
            id: "load-balancer-errors" as const,
            measured: {
              metrics: { requests: metrics.allRequests, errors: metrics.balancerErrors },
              expression: `IF(${all} >= ${countMin}, 100 * FILL(errors, 0) / ${all}, 0)`,
              label: "Percent of requests that the load balancer answers with 5xx itself",
            },
            limit: { above: limits.errorPercent },
            ...often,
          },
        ]
      : []),
    {
      id: "slow",
      measured: {
        metrics: { requests: metrics.requests, latency: metrics.latency("p95") },
        expression: `IF(FILL(requests, 0) >= ${countMin}, latency, 0)`,
        label: "Seconds within which 95 of 100 requests are answered",
      },
      limit: { above: limits.latencyMilliseconds / 1000 },
      ...often,
    },
  ];
}

/** What the service may be short of. */
export interface TaskLimits {
  readonly tasksMin: number;
  readonly tasksMax: number;
  readonly cpuPercent: number;
  readonly memoryPercent: number;
}

/**
 * Too few tasks, or tasks that are short of something although there cannot be more. A rollout keeps the old tasks until the new ones are
 * healthy, and a lost task is replaced within minutes, so only what lasts ten minutes rings.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_utilization.html
 */
export function taskLimits(metrics: Metrics, limits: TaskLimits): AlarmLimit[] {
  const short = (id: "cpu" | "memory", percent: number): AlarmLimit => ({
    id,
    measured: {
      metrics: { healthy: metrics.healthy, used: metrics[id] },
      expression: `IF(FILL(healthy, 0) >= ${limits.tasksMax}, used, 0)`,
      label: `Percent of ${id} that tasks use while there are as many as there may be`,
    },
    periodSeconds: minute,
    beyond: { values: 10, of: 15 },
    limit: { above: percent },
    missing: "notBreaching", // ECS reports nothing of a service without tasks
  });
  return [
    {
      id: "few-tasks",
      measured: metrics.healthy,
      periodSeconds: minute,
      beyond: { values: 10, of: 10 },
      limit: { below: limits.tasksMin },
      missing: "breaching",
      whileMeantToRun: true,
    },
    short("cpu", limits.cpuPercent),
    short("memory", limits.memoryPercent),
  ];
}

/** When the database is close to what it can do. */
export interface DatabaseLimits {
  /** RDS instance class, of a family whose memory is known. */
  readonly instanceClass: string;
  readonly freeStorageGiB: number;
  readonly freeMemoryPercent: number;
  readonly cpuPercent: number;
  readonly connectionsPercent: number;
}

/**
 * What the database is short of, over ten or fifteen minutes. One that is stopped reports nothing, which is as good.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
 */
export function databaseLimits(metrics: Metrics, limits: DatabaseLimits): AlarmLimit[] {
  const { instanceClass } = limits;
  const memory = databaseMemoryBytes(instanceClass);
  const connections = databaseConnections(instanceClass);
  if (memory === undefined || connections === undefined) {
    throw new Error(
      `instanceClass must be of a family whose memory is known, got ${instanceClass}`,
    );
  }
  const lasting = (values: number) =>
    ({
      periodSeconds: 5 * minute,
      beyond: { values, of: values },
      missing: "notBreaching",
    }) as const;
  return [
    {
      id: "database-storage",
      measured: metrics.freeStorage,
      limit: { below: limits.freeStorageGiB * 1024 ** 3 },
      ...lasting(2),
    },
    {
      id: "database-memory",
      measured: metrics.freeMemory,
      limit: { below: (memory * limits.freeMemoryPercent) / 100 },
      ...lasting(3),
    },
    {
      id: "database-cpu",
      measured: metrics.databaseCpu,
      limit: { above: limits.cpuPercent },
      ...lasting(3),
    },
    {
      id: "database-connections",
      measured: metrics.connections,
      limit: { above: Math.floor((connections * limits.connectionsPercent) / 100) },
      ...lasting(2),
    },
  ];
}

/**
 * The certificate expires soon and was not renewed. ACM reports it once or twice a day, nothing of one that is new, and nothing any more
 * once it has expired: whatever was true before stays true.
 * @see https://docs.aws.amazon.com/acm/latest/userguide/cloudwatch-metrics.html
 */
export function certificateLimit(certificateArn: string, days: number): AlarmLimit {
  return {
    id: "certificate",
    measured: daysToExpiry(certificateArn),
    periodSeconds: day,
    beyond: { values: 1, of: 1 },
    limit: { below: days },
    missing: "ignore",
  };
}
