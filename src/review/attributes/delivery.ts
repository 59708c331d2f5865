import {
  by,
  byNumberOr,
  byRank,
  changed,
  fixed,
  gone,
  harmless,
  type Kinds,
  kept,
  weakened,
  whenPresent,
} from "./judgement";

const words = harmless("a remark for people");
const cut = by("delivery-cut");
const gap = by("gap-while-replaced");
const attempts = weakened("delivery-cut", byNumberOr(185));
const age = weakened("delivery-cut", byNumberOr(86_400));

/** What releases an image, and what starts that. AWS tries 185 times within a day when nothing is said. */
export const delivery: Kinds = {
  aws_sfn_state_machine: {
    deleted: gone("delivery-cut", "the machine that delivers is gone"),
    replaced: gap,
    attributes: {
      definition: by("delivery-logic-changed", "delivery-steps-removed"),
      "encryption_configuration.kms_key_id": weakened("encryption-reduced", whenPresent),
      "logging_configuration.include_execution_data": changed(
        "audit-reduced",
        "what its log says of each step changes: ",
      ),
      "logging_configuration.level": weakened("audit-reduced", byRank("FATAL", "ERROR", "ALL")),
      "logging_configuration.log_destination": kept(
        "audit-reduced",
        "its record goes elsewhere: ",
        { mayEnd: true },
      ),
      role_arn: by("role-swapped", "role-removed"),
      type: by("delivery-logic-changed"),
    },
  },
  aws_dynamodb_resource_policy: {
    deleted: gone(
      "delivery-cut",
      "whoever has permissions of their own may write the deployer's decisions and everybody's waivers again",
    ),
    replaced: gap,
    attributes: {
      confirm_remove_self_resource_access: harmless("how AWS asks before it locks out who asks"),
      policy: by("policy-widened", "resource-policy-public", "service-shut-out"),
      resource_arn: fixed,
    },
  },
  aws_cloudwatch_event_rule: {
    deleted: gone("delivery-cut", "events it matched start nothing any more"),
    replaced: gap,
    attributes: {
      description: words,
      event_pattern: cut,
      is_enabled: cut,
      schedule_expression: cut,
      state: cut,
    },
  },
  aws_cloudwatch_event_target: {
    deleted: gone("delivery-cut", "events of its rule no longer reach what they started"),
    replaced: gap,
    attributes: {
      arn: cut,
      "dead_letter_config.arn": cut,
      input: cut,
      input_path: cut,
      "input_transformer.input_paths.*": cut,
      "input_transformer.input_template": cut,
      "retry_policy.maximum_event_age_in_seconds": age,
      "retry_policy.maximum_retry_attempts": attempts,
      role_arn: by("role-swapped", "role-removed"),
      rule: fixed,
    },
  },
  aws_scheduler_schedule: {
    deleted: gone("delivery-cut", "what it started is no longer started"),
    replaced: gap,
    attributes: {
      description: words,
      end_date: cut,
      "flexible_time_window.mode": changed("delivery-cut", "starts at another time: "),
      schedule_expression: cut,
      start_date: cut,
      state: cut,
      "target.arn": cut,
      "target.dead_letter_config.arn": cut,
      "target.input": cut,
      "target.retry_policy.maximum_event_age_in_seconds": age,
      "target.retry_policy.maximum_retry_attempts": attempts,
      "target.role_arn": by("role-swapped", "role-removed"),
    },
  },
  aws_sqs_queue: {
    deleted: by("stateful-destroyed"),
    replaced: by("stateful-destroyed"),
    attributes: {
      kms_data_key_reuse_period_seconds: harmless("how often SQS asks for a data key"),
      kms_master_key_id: kept("encryption-reduced"),
      message_retention_seconds: by("expiry-shortened"),
    },
  },
  aws_sqs_queue_policy: {
    deleted: gone(
      "delivery-cut",
      "events that cannot be delivered may not be put into the queue any more",
    ),
    replaced: gap,
    attributes: {
      policy: by("policy-widened", "resource-policy-public", "service-shut-out"),
      queue_url: fixed,
    },
  },
};
