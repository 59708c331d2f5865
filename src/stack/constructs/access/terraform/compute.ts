import { arnIn, globalArnIn } from "../../../../base/arns";
import { databaseIdentifiersOf, deliveryOf } from "../../../../config/delivery-of";
import type { Environment } from "../../../../config/schema";
import { addressesOf } from "../../../../contract/delivery-names";
import { namesOf } from "../../../../contract/names";
import { databaseLogPrefix } from "../../database-logs";
import type { ServiceAccess } from "./service-access";

/** Cluster, service, tasks, scaling, logs, alarms, and the parameter that points to the released image. */
export function compute(environment: Environment): ServiceAccess[] {
  const names = namesOf(environment);
  const { prefix } = names;
  const at = (service: string, resource: string) => arnIn(environment, service, resource);
  const { access, cluster, loadBalancer } = environment;
  const { clusterArn, imagePointerArn, ...ecs } = addressesOf(deliveryOf(environment).names);
  return [
    {
      service: "Cluster",
      types: ["aws_ecs_cluster", "data.aws_ecs_cluster"],
      read: ["ecs:DescribeClusters", "ecs:ListTagsForResource"],
      ...(cluster.mode === "create" && {
        write: [
          "ecs:CreateCluster",
          "ecs:DeleteCluster",
          "ecs:PutClusterCapacityProviders",
          "ecs:TagResource",
          "ecs:UntagResource",
          "ecs:UpdateCluster",
          "ecs:UpdateClusterSettings",
        ],
      }),
      on: [clusterArn],
    },
    {
      service: "Service",
      types: ["aws_ecs_service", "aws_ecs_task_definition"],
      list: ["ecs:DescribeTaskDefinition"],
      read: ["ecs:DescribeServices", "ecs:ListTagsForResource"],
      write: [
        "ecs:CreateService",
        "ecs:DeleteService",
        "ecs:TagResource",
        "ecs:UntagResource",
        "ecs:UpdateService",
      ],
      create: ["ecs:RegisterTaskDefinition"],
      on: [ecs.serviceArn, ecs.taskDefinitionArns],
    },
    {
      service: "Scaling",
      types: ["aws_appautoscaling_policy", "aws_appautoscaling_target"],
      list: [
        "application-autoscaling:DescribeScalableTargets",
        "application-autoscaling:DescribeScalingPolicies",
      ],
      read: ["application-autoscaling:ListTagsForResource"],
      write: [
        "application-autoscaling:DeleteScalingPolicy",
        "application-autoscaling:DeregisterScalableTarget",
        "application-autoscaling:PutScalingPolicy",
        "application-autoscaling:RegisterScalableTarget",
        "application-autoscaling:TagResource",
        "application-autoscaling:UntagResource",
      ],
      on: [at("application-autoscaling", "scalable-target/*")],
    },
    {
      service: "Logs",
      types: ["aws_cloudwatch_log_group"],
      list: ["logs:DescribeLogGroups"],
      read: ["logs:ListTagsForResource"],
      write: [
        "logs:AssociateKmsKey",
        "logs:CreateLogGroup",
        "logs:DeleteLogGroup",
        "logs:DisassociateKmsKey",
        "logs:PutRetentionPolicy",
        "logs:TagResource",
        "logs:UntagResource",
      ],
      on: [
        at("logs", `log-group:/slipway/${prefix}/*`),
        at("logs", `log-group:${names.deliveryLogGroup}*`),
        ...databaseIdentifiersOf(environment).map((identifier) =>
          at("logs", `log-group:${databaseLogPrefix(identifier)}*`),
        ),
        ...(loadBalancer.firewall?.mode === "managed"
          ? [at("logs", `log-group:${names.firewallLogGroup}*`)]
          : []),
      ],
    },
    {
      service: "RecordsOfSessions",
      types: ["data.aws_cloudwatch_log_group"],
      ...(cluster.mode === "existing" &&
        cluster.execRecords?.mode === "logs" && {
          read: ["logs:ListTagsForResource"],
          on: [at("logs", `log-group:${cluster.execRecords.logGroupName}`)],
        }),
    },
    {
      service: "Alarms",
      types: ["aws_cloudwatch_composite_alarm", "aws_cloudwatch_metric_alarm"],
      read: ["cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource"],
      write: [
        "cloudwatch:DeleteAlarms",
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:TagResource",
        "cloudwatch:UntagResource",
      ],
      on: [at("cloudwatch", `alarm:${prefix}-*`)],
      // AWS describes composite alarms, and makes them, only for whoever may do so to all.
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
      ...(environment.monitoring && {
        list: ["cloudwatch:DescribeAlarms"],
        writeUnnamed: ["cloudwatch:PutCompositeAlarm"],
      }),
    },
    {
      service: "Dashboard",
      types: ["aws_cloudwatch_dashboard"],
      ...(environment.monitoring && {
        read: ["cloudwatch:GetDashboard"],
        write: ["cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard"],
        on: [globalArnIn(environment, "cloudwatch", `dashboard/${names.dashboard}`)],
      }),
    },
    {
      service: "Pointer",
      types: ["aws_ssm_parameter"],
      list: ["ssm:DescribeParameters"],
      read: ["ssm:GetParameter", "ssm:GetParameters", "ssm:ListTagsForResource"],
      write: [
        "ssm:AddTagsToResource",
        "ssm:DeleteParameter",
        "ssm:PutParameter",
        "ssm:RemoveTagsFromResource",
      ],
      on: [imagePointerArn],
    },
    {
      service: "SessionDocument",
      types: ["aws_ssm_document"],
      ...(access.databaseClients?.mode === "role" && {
        read: [
          "ssm:DescribeDocument",
          "ssm:DescribeDocumentPermission",
          "ssm:GetDocument",
          "ssm:ListTagsForResource",
        ],
        write: [
          "ssm:AddTagsToResource",
          "ssm:CreateDocument",
          "ssm:DeleteDocument",
          "ssm:RemoveTagsFromResource",
          "ssm:UpdateDocument",
          "ssm:UpdateDocumentDefaultVersion",
        ],
        on: [at("ssm", `document/${names.databaseSession}`)],
      }),
    },
  ];
}
