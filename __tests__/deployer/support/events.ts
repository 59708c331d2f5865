/** @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html */
export function basicScan(repository: string, status = "COMPLETE") {
  return {
    version: "0",
    id: "85fc3613-e913-7fc4-a80c-a3753e4aa9ae",
    "detail-type": "ECR Image Scan",
    source: "aws.ecr",
    account: "111111111111",
    time: "2026-10-29T02:36:48Z",
    region: "us-east-1",
    resources: [`arn:aws:ecr:us-east-1:111111111111:repository/${repository}`],
    detail: {
      "scan-status": status,
      "repository-name": repository,
      "finding-severity-counts": { CRITICAL: 10, MEDIUM: 9 },
      "image-digest": `sha256:${"7f5b2640".repeat(8)}`,
      "image-tags": [] as string[],
    },
  };
}

/** @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-enhanced-events.html */
export function inspectorScan(repository: string) {
  const arn = `arn:aws:ecr:us-east-1:111111111111:repository/${repository}`;
  return {
    version: "0",
    id: "739c0d3c-4f02-85c7-5a88-94a9a9a9a9a9",
    "detail-type": "Inspector2 Scan",
    source: "aws.inspector2",
    account: "111111111111",
    time: "2026-12-03T18:03:16Z",
    region: "us-east-1",
    resources: [arn],
    detail: {
      "scan-status": "INITIAL_SCAN_COMPLETE",
      "repository-name": arn,
      "finding-severity-counts": { CRITICAL: 7, HIGH: 61, MEDIUM: 62, TOTAL: 158 },
      "image-digest": `sha256:${"36c7b282".repeat(8)}`,
      "image-tags": ["latest"],
    },
  };
}

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
export function statusChange(stateMachineArn: string, status: string, input = "{}") {
  return {
    version: "0",
    id: "315c1398-40ff-a850-213b-158f73e60175",
    "detail-type": "Step Functions Execution Status Change",
    source: "aws.states",
    account: "111111111111",
    time: "2026-02-26T19:42:21Z",
    region: "us-east-1",
    resources: [`${stateMachineArn.replace("stateMachine", "execution")}:run`],
    detail: {
      executionArn: `${stateMachineArn.replace("stateMachine", "execution")}:run`,
      stateMachineArn,
      name: "run",
      status,
      startDate: 1_551_225_271_984,
      stopDate: null,
      input,
      output: null,
    },
  };
}
