import { addressesOf } from "./names";
import type { Delivery } from "./settings";

/** A policy document as IAM reads it. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

/** One thing the machine may do. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
  >;
}

/**
 * What the deployer may do: to this repository, service, pointer, table and topic alone. Where AWS knows no resource for
 * an action, the statement says so.
 */
export function deliveryPolicy({ names, settings }: Delivery): PolicyDocument {
  const at = addressesOf(names);
  const thisCluster = { ArnEquals: { "ecs:cluster": at.clusterArn } };
  const allow = (
    Sid: string,
    Action: readonly string[],
    Resource: string | readonly string[],
    Condition?: PolicyStatement["Condition"],
  ): PolicyStatement => ({
    Sid,
    Effect: "Allow",
    Action,
    Resource,
    ...(Condition && { Condition }),
  });
  return {
    Version: "2012-10-17",
    Statement: [
      allow(
        "ReadImagesAndTagReleases",
        [
          "ecr:BatchGetImage",
          "ecr:DescribeImageScanFindings",
          "ecr:DescribeImages",
          "ecr:PutImage",
        ],
        at.repositoryArn,
      ),
      // Inspector's findings have no ARN that could be named beforehand.
      ...(settings.scanning === "enhanced"
        ? [
            allow(
              "ReadInspectorFindings",
              ["inspector2:ListCoverage", "inspector2:ListFindings"],
              "*",
            ),
          ]
        : []),
      allow("ChangeTheService", ["ecs:DescribeServices", "ecs:UpdateService"], at.serviceArn),
      // These know no resource. PassTheTaskRoles is what limits a registered revision.
      allow(
        "RegisterRevisions",
        [
          "ecs:DeregisterTaskDefinition",
          "ecs:DescribeTaskDefinition",
          "ecs:RegisterTaskDefinition",
        ],
        "*",
      ),
      allow("TagRevisions", ["ecs:TagResource"], at.taskDefinitionArns, {
        StringEquals: { "ecs:CreateAction": "RegisterTaskDefinition" },
      }),
      allow("ListTasks", ["ecs:ListTasks"], "*", thisCluster),
      allow("WatchTasks", ["ecs:DescribeTasks"], at.taskArns, thisCluster),
      ...(settings.migrationCommand === null
        ? []
        : [allow("RunMigrations", ["ecs:RunTask"], at.taskDefinitionArns, thisCluster)]),
      allow("StopMigrations", ["ecs:StopTask"], at.taskArns, thisCluster),
      allow("PassTheTaskRoles", ["iam:PassRole"], [at.executionRoleArn, at.taskRoleArn], {
        StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" },
      }),
      allow(
        "SetTheScalingMinimum",
        ["application-autoscaling:RegisterScalableTarget"],
        at.scalableTargetArns,
        {
          StringEquals: {
            "application-autoscaling:service-namespace": "ecs",
            "application-autoscaling:scalable-dimension": "ecs:service:DesiredCount",
          },
        },
      ),
      allow("MoveThePointer", ["ssm:GetParameter", "ssm:PutParameter"], at.imagePointerArn),
      allow(
        "LockAndRecord",
        [
          "dynamodb:BatchGetItem",
          "dynamodb:DeleteItem",
          "dynamodb:GetItem",
          "dynamodb:PutItem",
          "dynamodb:UpdateItem",
        ],
        at.tableArn,
      ),
      allow("AskForTheLocksHolder", ["states:DescribeExecution"], `${at.executionArnPrefix}*`),
      allow("TellTheSubscribers", ["sns:Publish"], at.topicArn),
    ],
  };
}
