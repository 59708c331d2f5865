import { expect, test } from "vitest";
import { timing } from "../../../../src/stack/constructs/web-service/target-group";

test("a failover of the database, up to two minutes, kills no task", () => {
  expect(timing.healthCheckIntervalSeconds * timing.unhealthyThreshold).toBeGreaterThan(120);
});

test("a check that hangs ends before the next one begins, as AWS demands", () => {
  expect(timing.healthCheckTimeoutSeconds).toBeLessThan(timing.healthCheckIntervalSeconds);
});

test("a task that stops outlives the requests it still has", () => {
  expect(timing.stopTimeoutSeconds).toBeGreaterThan(timing.deregistrationDelaySeconds);
  expect(timing.stopTimeoutSeconds).toBeLessThanOrEqual(120); // Fargate's greatest
});
