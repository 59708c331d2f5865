import { expect, test } from "vitest";
import { daysToExpiry, metricsOf } from "../../../../src/stack/constructs/monitoring/metrics";

const { latency, ...metrics } = metricsOf({
  environment: "shop-dev",
  cluster: "the-cluster",
  service: "the-service",
  loadBalancer: "app/shop/1",
  targetGroup: "targetgroup/shop/1",
  database: "the-database",
  deployer: "arn:machine",
  look: "arn:look",
});
const figures = {
  ...metrics,
  latency: latency("p95"),
  daysToExpiry: daysToExpiry("arn:certificate"),
};

const balancer = { LoadBalancer: "app/shop/1" };
const targets = { ...balancer, TargetGroup: "targetgroup/shop/1" };
const service = { ClusterName: "the-cluster", ServiceName: "the-service" };
const database = { DBInstanceIdentifier: "the-database" };
const environment = { Environment: "shop-dev" };

const rows = [
  ["requests", "AWS/ApplicationELB", "RequestCount", "Sum", targets],
  ["errors", "AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "Sum", targets],
  ["refusals", "AWS/ApplicationELB", "HTTPCode_Target_4XX_Count", "Sum", targets],
  ["latency", "AWS/ApplicationELB", "TargetResponseTime", "p95", targets],
  ["healthy", "AWS/ApplicationELB", "HealthyHostCount", "Maximum", targets],
  ["allRequests", "AWS/ApplicationELB", "RequestCount", "Sum", balancer],
  ["balancerErrors", "AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count", "Sum", balancer],
  ["cpu", "AWS/ECS", "CPUUtilization", "Average", service],
  ["memory", "AWS/ECS", "MemoryUtilization", "Average", service],
  ["desiredTasks", "ECS/ContainerInsights", "DesiredTaskCount", "Minimum", service],
  ["runningTasks", "ECS/ContainerInsights", "RunningTaskCount", "Minimum", service],
  ["deployments", "AWS/States", "ExecutionsStarted", "Sum", { StateMachineArn: "arn:machine" }],
  ["looks", "AWS/States", "ExecutionsSucceeded", "Sum", { StateMachineArn: "arn:look" }],
  ["freeStorage", "AWS/RDS", "FreeStorageSpace", "Minimum", database],
  ["freeMemory", "AWS/RDS", "FreeableMemory", "Average", database],
  ["databaseCpu", "AWS/RDS", "CPUUtilization", "Average", database],
  ["connections", "AWS/RDS", "DatabaseConnections", "Maximum", database],
  ["maintenance", "Slipway", "Maintenance", "Maximum", environment],
  ["lockSeconds", "Slipway", "LockSeconds", "Maximum", environment],
  ["scheduledRuns", "Slipway", "LockSeconds", "SampleCount", environment],
  ["notReleased", "Slipway", "NotReleasedInARow", "Maximum", environment],
  ["released", "Slipway", "Released", "Sum", environment],
  [
    "daysToExpiry",
    "AWS/CertificateManager",
    "DaysToExpiry",
    "Minimum",
    { CertificateArn: "arn:certificate" },
  ],
] as const;

test.each(rows)("%s is %s %s, as %s", (figure, namespace, metricName, stat, dimensions) => {
  expect(figures[figure]).toEqual({ namespace, metricName, stat, dimensions });
});

test("each figure has its row", () => {
  expect(Object.keys(figures).sort()).toEqual(rows.map(([figure]) => figure).sort());
});
