import { setTimeout as sleep } from "node:timers/promises";
import type { ECSClient } from "@aws-sdk/client-ecs";
import { givenUpStatuses } from "../contract/rollbacks";

/** One deployment of a service, as far as it says how its rollout goes. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html */
export interface ServiceDeployment {
  readonly id: string;
  readonly status: string;
  readonly taskDefinition: string;
  readonly rolloutState: string;
  readonly rolloutStateReason: string;
  readonly running: number;
  /** Undefined where ECS did not say. */
  readonly desired: number | undefined;
}

/** What a look at the service says of the rollout of one revision. */
type RolloutState =
  | { readonly state: "rolling"; readonly text: string }
  | { readonly state: "done"; readonly text: string }
  | { readonly state: "failed"; readonly text: string };

/**
 * How the rollout of a revision stands. Done only when it is the service's primary revision, ECS calls it completed and as many of
 * its tasks run as the service is to have, which is none before the first release; another primary revision means that ECS went back, or that somebody else changed the service.
 */
export function rolloutState(
  revision: string,
  deployments: readonly ServiceDeployment[],
): RolloutState {
  const primary = deployments.find(({ status }) => status === "PRIMARY");
  const ours = deployments.find(({ taskDefinition }) => taskDefinition === revision);
  if (!primary)
    return { state: "failed", text: "the service has no deployment: it was deleted or drained" };
  if (primary.taskDefinition !== revision) {
    const why = ours?.rolloutStateReason ? `: ${ours.rolloutStateReason}` : "";
    return {
      state: "failed",
      text: `ECS runs ${shortRevision(primary.taskDefinition)}, not ${shortRevision(revision)}${why}`,
    };
  }
  if (primary.rolloutState === "FAILED") {
    return {
      state: "failed",
      text: `ECS gave up ${shortRevision(revision)}: ${primary.rolloutStateReason}`,
    };
  }
  const tasks = `${primary.running} of ${primary.desired ?? "?"} tasks of ${shortRevision(revision)}`;
  const { running, desired = Number.POSITIVE_INFINITY } = primary;
  if (primary.rolloutState === "COMPLETED" && running >= desired)
    return { state: "done", text: tasks };
  return { state: "rolling", text: tasks };
}

/** `family:7` of a task definition's ARN. */
export function shortRevision(arn: string): string {
  return arn.split("/").at(-1) ?? arn;
}

/** Properties of {@link watchRollout}. */
interface WatchRolloutProps {
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
  /** Called with the text of each look that differs from the one before. */
  readonly progress: (text: string) => void;
}

/** Watches a service until the revision is rolled out, ECS went back, or the limit is over. An answer that says nothing is never a success. */
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

/**
 * Names of the alarms for which ECS gave up the rollout of a revision; empty where none of them rang. A deployment of the service does not
 * say so; the record that ECS keeps of the rollout does.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeploymentAlarms.html
 */
export async function rolledBackBy({
  client,
  cluster,
  service,
  revision,
  since,
}: Pick<WatchRolloutProps, "client" | "cluster" | "service" | "revision"> & {
  /** When the rollout began, or before. */
  readonly since: Date;
}): Promise<readonly string[]> {
  const {
    DescribeServiceDeploymentsCommand,
    DescribeServiceRevisionsCommand,
    ListServiceDeploymentsCommand,
  } = await import("@aws-sdk/client-ecs");
  const { serviceDeployments = [] } = await client.send(
    new ListServiceDeploymentsCommand({
      cluster,
      service,
      status: [...givenUpStatuses],
      createdAt: { after: since },
      maxResults: 20,
    }),
  );
  const arns = serviceDeployments.flatMap(({ serviceDeploymentArn }) => serviceDeploymentArn ?? []);
  if (arns.length === 0) return [];
  const { serviceDeployments: given = [] } = await client.send(
    new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: arns }),
  );
  const alarmed = given.flatMap(({ alarms, targetServiceRevision: target }) => {
    const names = alarms?.triggeredAlarmNames ?? [];
    return target?.arn && names.length > 0 ? [{ arn: target.arn, names }] : [];
  });
  if (alarmed.length === 0) return [];
  const { serviceRevisions = [] } = await client.send(
    new DescribeServiceRevisionsCommand({
      serviceRevisionArns: [...new Set(alarmed.map(({ arn }) => arn))],
    }),
  );
  const ours = serviceRevisions
    .filter(({ taskDefinition }) => taskDefinition === revision)
    .map(({ serviceRevisionArn }) => serviceRevisionArn);
  return alarmed.find(({ arn }) => ours.includes(arn))?.names ?? [];
}
