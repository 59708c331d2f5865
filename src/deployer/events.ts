import { addressesOf } from "../contract/delivery-names";
import type { Delivery } from "../contract/delivery-settings";

/**
 * Scans of this repository that ended. The pattern lets more through than it must: what deploys is the scan's result,
 * read again, not the event.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html
 */
export function scanEventPattern({ names, settings }: Delivery) {
  const { repositoryArn } = addressesOf(names);
  return settings.scanning === "basic"
    ? {
        source: ["aws.ecr"],
        "detail-type": ["ECR Image Scan"],
        detail: {
          "repository-name": [names.repository],
          "scan-status": ["COMPLETE", "FAILED"],
        },
      }
    : {
        source: ["aws.inspector2"],
        "detail-type": ["Inspector2 Scan"],
        detail: { "repository-name": [repositoryArn] },
      };
}

/** States of an execution that ended without an outcome. */
export const brokenOffStatuses = ["FAILED", "TIMED_OUT", "ABORTED"] as const;

/**
 * Executions of the deployer that ended without cleaning up: a stop, a time-out and a history that is full run no Catch.
 * Those of the clean-up, a machine of its own, start no other one, or what is broken would run for ever.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export function brokenOffEventPattern({ names }: Delivery) {
  return {
    source: ["aws.states"],
    "detail-type": ["Step Functions Execution Status Change"],
    detail: {
      stateMachineArn: [addressesOf(names).stateMachineArn],
      status: brokenOffStatuses,
    },
  };
}

/** What the rule of {@link brokenOffEventPattern} gives to the clean-up's execution. */
export const brokenOffInput = {
  paths: { execution: "$.detail.executionArn" },
  template: '{"cleanUp":{"executionArn":<execution>}}',
} as const;

/** What the schedule gives to its execution. */
export const scheduleInput = '{"schedule":"reconcile"}';
