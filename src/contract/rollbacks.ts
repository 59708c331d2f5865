import type { addressesOf } from "./delivery-names";

/**
 * Rollouts that ECS may have given up for an alarm, as ListServiceDeployments is asked for them: by the deployer, and by an apply.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServiceDeployments.html
 */
export const givenUpStatuses = [
  "STOPPED",
  "ROLLBACK_IN_PROGRESS",
  "ROLLBACK_SUCCESSFUL",
  "ROLLBACK_FAILED",
] as const;

/** What reading for which alarm takes: a statement's name, the action, and on what. */
export function readsOfRollbacks(at: ReturnType<typeof addressesOf>) {
  return [
    ["ListRollouts", "ecs:ListServiceDeployments", at.serviceArn],
    ["ReadRollouts", "ecs:DescribeServiceDeployments", at.serviceDeploymentArns],
    ["ReadWhatWasRolledOut", "ecs:DescribeServiceRevisions", at.serviceRevisionArns],
  ] as const;
}
