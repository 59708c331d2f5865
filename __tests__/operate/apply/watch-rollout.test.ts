import type { ECSClient } from "@aws-sdk/client-ecs";
import { expect, test } from "vitest";
import { watchRollout } from "../../../src/operate/apply/watch-rollout";

const revision = "arn:aws:ecs:us-east-1:111111111111:task-definition/shop:8";

/** A service whose rollout goes on for ever. */
const rolling = {
  send: async () => ({
    services: [
      {
        deployments: [
          {
            status: "PRIMARY",
            taskDefinition: revision,
            rolloutState: "IN_PROGRESS",
            runningCount: 1,
            desiredCount: 2,
          },
        ],
      },
    ],
  }),
} as unknown as ECSClient;

const watch = (signal: AbortSignal, limitSeconds: number, progress = (_: string) => {}) =>
  watchRollout({
    client: rolling,
    cluster: "shop",
    service: "shop",
    revision,
    pollSeconds: 0.01,
    limitSeconds,
    signal,
    progress,
  });

test("a watch that is stopped by hand ends at once, and does not call it a success", async () => {
  const stop = new AbortController();
  const result = await watch(stop.signal, 3600, () => stop.abort());
  expect(result).toEqual({
    state: "failed",
    text: "stopped by hand; the rollout goes on unwatched: 1 of 2 tasks of shop:8",
  });
});

test("a rollout that does not end is given up at the limit, and each state is told once", async () => {
  const told: string[] = [];
  const result = await watch(new AbortController().signal, 0.05, (text) => told.push(text));
  expect(result.state).toBe("failed");
  expect(result.text).toContain("not finished after 0.05 seconds");
  expect(told).toEqual(["1 of 2 tasks of shop:8"]);
});
