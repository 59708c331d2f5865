import { gone, harmless, type Judgement, type Kinds } from "./judgement";

const unmade = harmless("the module does not make it yet, so the whole kind is unfamiliar");
const only = (deleted: Judgement) => ({ deleted, replaced: unmade, attributes: {} });
const record = only(gone("audit-reduced", "what it recorded is no longer recorded"));

/** Kinds that the module does not make yet, and of which a rule knows already what their end means. */
export const later: Kinds = {
  aws_budgets_budget: only(gone("alarm-silenced", "nobody is notified when it becomes expensive")),
  aws_cloudwatch_log_delivery: record,
  aws_cloudwatch_log_metric_filter: only(
    gone("alarm-silenced", "the log lines it counts are no longer counted"),
  ),
  aws_cloudwatch_log_subscription_filter: record,
  aws_s3_bucket_logging: record,
};
