import type { PolicyStatement } from "../../../base/policy";
import { oneOffTag } from "../../../contract/one-off-tasks";
import type { AccessPlaces } from "./access-places";
import { readRecords, readTheLog, seeWhatRuns, useTheTablesKey, writeRecords } from "./statements";

/** Whoever waives sees what is waived, and adds to it. */
export function waiversPolicy(places: AccessPlaces): PolicyStatement[] {
  return [
    readRecords(places, ["waiver"]),
    writeRecords(places, ["waiver"], ["dynamodb:PutItem"]),
    useTheTablesKey(places, "write"),
  ];
}

/** An operator holds and resumes the environment: `slipway hold`; and sees who deploys just now, and what was refused meanwhile. */
export function operatorPolicy(places: AccessPlaces): PolicyStatement[] {
  return [
    readRecords(places, ["history", "hold", "lock"]),
    writeRecords(places, ["hold"], ["dynamodb:DeleteItem", "dynamodb:PutItem"]),
    useTheTablesKey(places, "write"),
  ];
}

/**
 * Who runs commands starts tasks of this family in this cluster, with its two roles and no others, stops those alone that were started so, and
 * reads their log: `slipway run`.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
 */
export function taskRunnerPolicy(places: AccessPlaces): PolicyStatement[] {
  const thisCluster = { ArnEquals: { "ecs:cluster": places.clusterArn } };
  return [
    ...seeWhatRuns(places),
    {
      Sid: "SeeTheImage",
      Effect: "Allow",
      Action: "ecr:DescribeImages",
      Resource: places.repositoryArn,
    },
    {
      Sid: "RunTasks",
      Effect: "Allow",
      Action: "ecs:RunTask",
      Resource: places.taskDefinitionArns,
      Condition: thisCluster,
    },
    {
      Sid: "TagTasksThatItRuns",
      Effect: "Allow",
      Action: "ecs:TagResource",
      Resource: places.taskArns,
      Condition: { StringEquals: { "ecs:CreateAction": "RunTask" } },
    },
    {
      Sid: "PassTheTaskRoles",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: [...places.taskRoleArns],
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
    {
      Sid: "WatchTasks",
      Effect: "Allow",
      Action: "ecs:DescribeTasks",
      Resource: places.taskArns,
      Condition: thisCluster,
    },
    {
      Sid: "StopTasksThatItRan",
      Effect: "Allow",
      Action: "ecs:StopTask",
      Resource: places.taskArns,
      Condition: {
        ...thisCluster,
        StringEquals: { [`aws:ResourceTag/${oneOffTag.key}`]: oneOffTag.value },
      },
    },
    readTheLog(places),
    readRecords(places, ["run"]),
    writeRecords(places, ["run"], ["dynamodb:PutItem"]),
    useTheTablesKey(places, "write"),
  ];
}
