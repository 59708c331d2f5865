import { arnIn } from "../base/arns";
import { type PolicyStatement, viaService } from "../base/policy";
import { ownMetrics } from "../contract/alarms";
import { addressesOf } from "../contract/delivery-names";
import type { Delivery } from "../contract/delivery-settings";
import { kindsOf, onlyKinds } from "../contract/delivery-table";
import { readsOfRollbacks } from "../contract/rollbacks";
import { snapshotPrefix, snapshotTag } from "../contract/snapshots";
import { snapshotsOf } from "./snapshots";

/**
 * What the deployer may do: to this repository, service, pointer, table and topic alone. Where AWS knows no resource for
 * an action, the statement says so.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
 */
export function deliveryPolicy(delivery: Delivery): PolicyStatement[] {
  return [
    ...images(delivery),
    ...service(delivery),
    ...alarms(delivery),
    ...figures(delivery),
    ...snapshots(delivery),
    ...release(delivery),
  ];
}

/** What the machine for requests may do: start the deployer. */
export function requestPolicy({ names }: Delivery): PolicyStatement[] {
  return [allow("StartTheDeployer", ["states:StartExecution"], addressesOf(names).stateMachineArn)];
}

/** Inspector's findings have no ARN that could be named beforehand. */
export const readInspectorFindings: PolicyStatement = {
  Sid: "ReadInspectorFindings",
  Effect: "Allow",
  Action: ["inspector2:ListCoverage", "inspector2:ListFindings"],
  Resource: "*",
};

function images({ names, settings }: Delivery): PolicyStatement[] {
  const { repositoryArn } = addressesOf(names);
  return [
    allow(
      "ReadImagesAndTagReleases",
      ["ecr:BatchGetImage", "ecr:DescribeImageScanFindings", "ecr:DescribeImages", "ecr:PutImage"],
      repositoryArn,
    ),
    ...((settings.tolerate.known || settings.dailyLook) && settings.scanning === "basic"
      ? [allow("ScanWhatRuns", ["ecr:StartImageScan"], repositoryArn)]
      : []),
    ...(settings.scanning === "enhanced" ? [readInspectorFindings] : []),
  ];
}

function service({ names, settings }: Delivery): PolicyStatement[] {
  const at = addressesOf(names);
  const thisCluster = { ArnEquals: { "ecs:cluster": at.clusterArn } };
  return [
    allow("ChangeTheService", ["ecs:DescribeServices", "ecs:UpdateService"], at.serviceArn),
    // These know no resource; what limits a revision are the roles that may be passed.
    allow(
      "RegisterRevisions",
      ["ecs:DeregisterTaskDefinition", "ecs:DescribeTaskDefinition", "ecs:RegisterTaskDefinition"],
      "*",
    ),
    allow("TagRevisions", ["ecs:TagResource"], at.taskDefinitionArns, {
      StringEquals: { "ecs:CreateAction": "RegisterTaskDefinition" },
    }),
    allow("PassTheTaskRoles", ["iam:PassRole"], [at.executionRoleArn, at.taskRoleArn], {
      StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" },
    }),
    allow("ListTasks", ["ecs:ListTasks"], "*", thisCluster),
    allow("WatchTasks", ["ecs:DescribeTasks"], at.taskArns, thisCluster),
    ...(settings.migrationCommand === null
      ? []
      : [allow("RunMigrations", ["ecs:RunTask"], at.taskDefinitionArns, thisCluster)]),
    allow("StopMigrations", ["ecs:StopTask"], at.taskArns, thisCluster),
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
  ];
}

/** Which alarms ring when a rollout begins, and by which one it was given up. */
function alarms({ names, settings }: Delivery): PolicyStatement[] {
  const { rolloutAlarms } = settings;
  if (rolloutAlarms === undefined) return [];
  const alarmArns = rolloutAlarms.map((name) => arnIn(names, "cloudwatch", `alarm:${name}`));
  return [
    allow("ReadTheAlarmsOfARollout", ["cloudwatch:DescribeAlarms"], alarmArns),
    ...readsOfRollbacks(addressesOf(names)).map(([sid, action, on]) => allow(sid, [action], on)),
  ];
}

/** IAM knows no resource of a figure, only the namespace that it is in. */
function figures({ settings }: Delivery): PolicyStatement[] {
  if (settings.figures !== true) return [];
  return [
    allow("PublishFigures", ["cloudwatch:PutMetricData"], "*", {
      StringEquals: { "cloudwatch:namespace": ownMetrics.namespace },
    }),
  ];
}

/** Snapshots of one database, by their names; one is deleted only with the tag that the deployer gives. */
function snapshots({ names, settings }: Delivery): PolicyStatement[] {
  const snapshot = snapshotsOf(settings);
  if (snapshot === undefined) return [];
  const database = arnIn(names, "rds", `db:${snapshot.databaseIdentifier}`);
  const own = arnIn(names, "rds", `snapshot:${snapshotPrefix(names.environment)}*`);
  const throughRds = viaService(names.region, "rds");
  const anyKey = arnIn(names, "kms", "key/*");
  return [
    allow("LookAtTheDatabase", ["rds:DescribeDBInstances"], database),
    allow("TakeSnapshots", ["rds:CreateDBSnapshot"], [database, own]),
    allow("TagSnapshots", ["rds:AddTagsToResource"], own),
    // Those of one database: AWS asks for the database, or for all snapshots of which they are some.
    allow(
      "LookAtSnapshots",
      ["rds:DescribeDBSnapshots"],
      [database, arnIn(names, "rds", "snapshot:*")],
    ),
    allow("DeleteOldSnapshots", ["rds:DeleteDBSnapshot"], own, {
      StringEquals: { [`aws:ResourceTag/${snapshotTag}`]: names.environment },
    }),
    // The database's own key, which RDS uses for whoever calls it. An existing database may have any.
    allow("LetRdsUseTheKey", ["kms:CreateGrant"], anyKey, {
      StringEquals: throughRds,
      Bool: { "kms:GrantIsForAWSResource": "true" },
    }),
    allow("LetRdsSeeTheKey", ["kms:DescribeKey"], anyKey, { StringEquals: throughRds }),
  ];
}

function release({ names }: Delivery): PolicyStatement[] {
  const at = addressesOf(names);
  return [
    allow("MoveThePointer", ["ssm:GetParameter", "ssm:PutParameter"], at.imagePointerArn),
    allow(
      "ReadTheTable",
      ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"],
      at.tableArn,
    ),
    allow(
      "LockAndRecord",
      ["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
      at.tableArn,
      onlyKinds(kindsOf("deployer")),
    ),
    allow(
      "AskForTheLocksHolder",
      ["states:DescribeExecution"],
      [`${at.executionArnPrefix}*`, `${at.cleanUpExecutionArnPrefix}*`],
    ),
    allow("TellTheSubscribers", ["sns:Publish"], at.topicArn),
  ];
}

function allow(
  Sid: string,
  Action: readonly string[],
  Resource: string | readonly string[],
  Condition?: NonNullable<PolicyStatement["Condition"]>,
): PolicyStatement {
  return { Sid, Effect: "Allow", Action, Resource, ...(Condition && { Condition }) };
}
