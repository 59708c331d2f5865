/** One deployment of a service, as far as a rollout is told from it. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html */
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
export type RolloutState =
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
