import { arnIn } from "../../../../base/arns";
import { deliveryOf, hasTablePolicy } from "../../../../config/delivery-of";
import type { Environment } from "../../../../config/schema";
import { addressesOf } from "../../../../contract/delivery-names";
import { namesOf } from "../../../../contract/names";
import type { ServiceAccess } from "./service-access";

/** The deployer: machine, table, rules, schedule, topic and queue. */
export function events(environment: Environment): ServiceAccess[] {
  const names = namesOf(environment);
  const { tableArn } = addressesOf(deliveryOf(environment).names);
  const at = (service: string, resource: string) => arnIn(environment, service, resource);
  return [
    {
      service: "Machine",
      types: ["aws_sfn_state_machine"],
      list: ["states:ValidateStateMachineDefinition"],
      read: [
        "states:DescribeStateMachine",
        "states:ListStateMachineVersions",
        "states:ListTagsForResource",
      ],
      write: [
        "states:CreateStateMachine",
        "states:DeleteStateMachine",
        "states:TagResource",
        "states:UntagResource",
        "states:UpdateStateMachine",
      ],
      on: [at("states", `stateMachine:${names.delivery}*`)],
    },
    {
      service: "Table",
      types: ["aws_dynamodb_table"],
      read: [
        "dynamodb:DescribeContinuousBackups",
        "dynamodb:DescribeTable",
        "dynamodb:DescribeTimeToLive",
        "dynamodb:ListTagsOfResource",
      ],
      write: [
        "dynamodb:CreateTable",
        "dynamodb:DeleteTable",
        "dynamodb:TagResource",
        "dynamodb:UntagResource",
        "dynamodb:UpdateContinuousBackups",
        "dynamodb:UpdateTable",
        "dynamodb:UpdateTimeToLive",
      ],
      on: [tableArn],
    },
    {
      service: "TablePolicy",
      types: ["aws_dynamodb_resource_policy"],
      ...(hasTablePolicy(environment) && {
        read: ["dynamodb:GetResourcePolicy"],
        write: ["dynamodb:DeleteResourcePolicy", "dynamodb:PutResourcePolicy"],
        on: [tableArn],
      }),
    },
    {
      service: "Rules",
      types: ["aws_cloudwatch_event_rule", "aws_cloudwatch_event_target"],
      read: ["events:DescribeRule", "events:ListTagsForResource", "events:ListTargetsByRule"],
      write: [
        "events:DeleteRule",
        "events:DisableRule",
        "events:EnableRule",
        "events:PutRule",
        "events:PutTargets",
        "events:RemoveTargets",
        "events:TagResource",
        "events:UntagResource",
      ],
      on: [at("events", `rule/${names.delivery}*`)],
    },
    {
      service: "Schedule",
      types: ["aws_scheduler_schedule"],
      read: ["scheduler:GetSchedule"],
      write: ["scheduler:CreateSchedule", "scheduler:DeleteSchedule", "scheduler:UpdateSchedule"],
      on: [at("scheduler", `schedule/default/${names.delivery}*`)],
    },
    {
      service: "Topic",
      types: ["aws_sns_topic", "aws_sns_topic_policy", "aws_sns_topic_subscription"],
      list: ["sns:GetSubscriptionAttributes"],
      read: ["sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic", "sns:ListTagsForResource"],
      write: [
        "sns:CreateTopic",
        "sns:DeleteTopic",
        "sns:SetTopicAttributes",
        "sns:Subscribe",
        "sns:TagResource",
        "sns:UntagResource",
      ],
      on: [
        at("sns", `${names.delivery}*`),
        ...(environment.monitoring ? [at("sns", names.pages), at("sns", names.mails)] : []),
      ],
      writeUnnamed: ["sns:SetSubscriptionAttributes", "sns:Unsubscribe"],
    },
    {
      service: "Queue",
      types: ["aws_sqs_queue", "aws_sqs_queue_policy"],
      read: ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags"],
      write: [
        "sqs:CreateQueue",
        "sqs:DeleteQueue",
        "sqs:SetQueueAttributes",
        "sqs:TagQueue",
        "sqs:UntagQueue",
      ],
      on: [at("sqs", `${names.delivery}*`)],
    },
  ];
}
