import { setTimeout as sleep } from "node:timers/promises";
import type { ECSClient } from "@aws-sdk/client-ecs";
import { type RolloutState, rolloutState, type ServiceDeployment } from "./rollout";

/** Properties of {@link watchRollout}. */
export interface WatchRolloutProps {
  readonly client: ECSClient;
  readonly cluster: string;
  readonly service: string;
  /** ARN of the task definition that Terraform gave the service. */
  readonly revision: string;
  /** Seconds between two looks. */
  readonly pollSeconds: number;
  /** Seconds after which it is given up. */
  readonly limitSeconds: number;
  /** Aborted when somebody stops watching. */
  readonly signal: AbortSignal;
  /** Hears of each change of what a look says. */
  readonly progress: (text: string) => void;
}

/** Watches a service until the revision is rolled out, or ECS went back, or the limit is over. Never takes silence for success. */
export async function watchRollout(props: WatchRolloutProps): Promise<RolloutState> {
  const looks = Math.max(1, Math.ceil(props.limitSeconds / props.pollSeconds));
  let said = "";
  for (let look = 0; look < looks; look += 1) {
    const now = rolloutState(props.revision, await deploymentsOf(props));
    if (now.state !== "rolling") return now;
    if (now.text !== said) props.progress(now.text);
    said = now.text;
    await sleep(props.pollSeconds * 1000, undefined, { signal: props.signal }).catch(
      () => undefined,
    );
    if (props.signal.aborted) {
      return { state: "failed", text: `stopped by hand; the rollout goes on unwatched: ${said}` };
    }
  }
  return { state: "failed", text: `not finished after ${props.limitSeconds} seconds: ${said}` };
}

async function deploymentsOf({
  client,
  cluster,
  service,
}: WatchRolloutProps): Promise<ServiceDeployment[]> {
  const { DescribeServicesCommand } = await import("@aws-sdk/client-ecs");
  const { services } = await client.send(
    new DescribeServicesCommand({ cluster, services: [service] }),
  );
  return (services?.[0]?.deployments ?? []).map((deployment) => ({
    id: deployment.id ?? "",
    status: deployment.status ?? "",
    taskDefinition: deployment.taskDefinition ?? "",
    rolloutState: deployment.rolloutState ?? "",
    rolloutStateReason: deployment.rolloutStateReason ?? "",
    running: deployment.runningCount ?? 0,
    desired: deployment.desiredCount,
  }));
}
