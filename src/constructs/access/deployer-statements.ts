import type { Statement } from "../../base/policy";
import type { AccessPlaces } from "./access-places";

/** See what the service runs and what the pointer says. DescribeTaskDefinition knows no resource. */
export function seeWhatRuns({ serviceArn, imagePointerArn }: AccessPlaces): Statement[] {
  return [
    { Sid: "SeeTheService", Effect: "Allow", Action: "ecs:DescribeServices", Resource: serviceArn },
    {
      Sid: "SeeWhatItRuns",
      Effect: "Allow",
      Action: "ecs:DescribeTaskDefinition",
      Resource: "*",
    },
    {
      Sid: "SeeThePointer",
      Effect: "Allow",
      Action: "ssm:GetParameter",
      Resource: imagePointerArn,
    },
  ];
}

/** Start the deployer with a digest, and follow it. */
export function startTheDeployer({ stateMachineArn, executionArns }: AccessPlaces): Statement[] {
  return [
    {
      Sid: "StartTheDeployer",
      Effect: "Allow",
      Action: "states:StartExecution",
      Resource: stateMachineArn,
    },
    {
      Sid: "FollowTheDeployer",
      Effect: "Allow",
      Action: ["states:DescribeExecution", "states:GetExecutionHistory"],
      Resource: executionArns,
    },
  ];
}
