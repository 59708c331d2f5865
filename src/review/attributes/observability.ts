import {
  by,
  changed,
  fixed,
  gone,
  harmless,
  type Kinds,
  kept,
  lost as loses,
  unlessFalse,
  weakened,
  whenTrue,
} from "./judgement";

const gap = by("gap-while-replaced");
const silenced = by("alarm-silenced");
const rings = by("alarm-weakened");
const lost = by("stateful-destroyed", "left-unmanaged");

/** What people hear of, and can look up. */
export const observability: Kinds = {
  aws_cloudwatch_log_group: {
    deleted: lost,
    replaced: lost,
    attributes: {
      deletion_protection_enabled: weakened("deletion-protection-removed", whenTrue),
      kms_key_id: kept("encryption-reduced"),
      retention_in_days: by("expiry-shortened"),
    },
  },
  aws_cloudwatch_log_resource_policy: {
    deleted: gone("audit-reduced", "what may write to the log may not any more"),
    replaced: gap,
    attributes: {
      policy_document: by("policy-widened", "resource-policy-public", "service-shut-out"),
      policy_name: fixed,
    },
  },
  aws_cloudwatch_metric_alarm: {
    deleted: gone("alarm-silenced", "the alarm is gone"),
    replaced: gap,
    attributes: {
      actions_enabled: weakened("alarm-silenced", unlessFalse),
      alarm_actions: silenced,
      alarm_description: harmless("what people read when it rings"),
      alarm_name: fixed,
      comparison_operator: rings,
      datapoints_to_alarm: rings,
      "dimensions.*": rings,
      evaluation_periods: rings,
      extended_statistic: rings,
      insufficient_data_actions: silenced,
      metric_name: rings,
      "metric_query.*": rings,
      namespace: rings,
      ok_actions: silenced,
      period: rings,
      statistic: rings,
      threshold: rings,
      treat_missing_data: rings,
      unit: rings,
    },
  },
  aws_cloudwatch_composite_alarm: {
    deleted: gone("alarm-silenced", "the alarm is gone"),
    replaced: gap,
    attributes: {
      actions_enabled: weakened("alarm-silenced", unlessFalse),
      "actions_suppressor.*": rings,
      alarm_actions: silenced,
      alarm_description: harmless("what people read when it rings"),
      alarm_name: fixed,
      alarm_rule: rings,
      insufficient_data_actions: silenced,
      ok_actions: silenced,
    },
  },
  aws_cloudwatch_dashboard: {
    deleted: harmless("people look at the same figures in CloudWatch"),
    replaced: harmless("it is drawn from figures that stay"),
    attributes: {
      dashboard_body: harmless("what people look at"),
      dashboard_name: fixed,
    },
  },
  aws_db_event_subscription: {
    deleted: gone("alarm-silenced", "events of the database are no longer reported to anybody"),
    replaced: gap,
    attributes: {
      enabled: weakened("alarm-silenced", unlessFalse),
      event_categories: loses("alarm-silenced", "these events are no longer reported"),
      sns_topic: kept("alarm-silenced", "events of the database are reported elsewhere: "),
      source_ids: loses("alarm-silenced", "events of these are no longer reported"),
      source_type: changed("alarm-silenced", "events of something else are reported: "),
    },
  },
  aws_sns_topic: {
    deleted: gone("alarm-silenced", "nothing is sent through it any more"),
    replaced: gap,
    attributes: { kms_master_key_id: kept("encryption-reduced") },
  },
  aws_sns_topic_policy: {
    deleted: gone("alarm-silenced", "what may write to the topic may not any more"),
    replaced: gap,
    attributes: {
      arn: fixed,
      policy: by("policy-widened", "resource-policy-public", "service-shut-out"),
    },
  },
  aws_sns_topic_subscription: {
    deleted: gone("alarm-silenced", "notifications no longer go where they went"),
    replaced: gap,
    attributes: {
      endpoint: by("alarm-silenced", "sent-elsewhere"),
      filter_policy: silenced,
      filter_policy_scope: silenced,
      protocol: by("alarm-silenced", "sent-elsewhere"),
      topic_arn: silenced,
    },
  },
};
