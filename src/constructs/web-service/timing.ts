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
