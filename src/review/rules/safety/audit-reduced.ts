import { isEmpty, planned, prior, textsOf } from "../../read/planned-value";
import type { ResourceChange } from "../../read/resource-change";
import { logLedAway } from "../../resources/container-log";
import { containersThatStay } from "../../resources/containers";
import { byRank, fromTo, type Guard, weakenings, whenPresent, whenTrue } from "../guard";
import { isWritten, type Observation, type Rule, refuse } from "../rule";

/** Where a cluster says how the shells that people open in containers are recorded. */
const exec = ["configuration", 0, "execute_command_configuration", 0];

const guards: readonly Guard[] = [
  {
    types: ["aws_cloudtrail"],
    path: ["enable_logging"],
    strength: (value) => (value === false ? 0 : 1),
  },
  { types: ["aws_cloudtrail"], path: ["enable_log_file_validation"], strength: whenTrue },
  { types: ["aws_lb"], path: ["access_logs", 0, "enabled"], strength: whenTrue },
  {
    types: ["aws_sfn_state_machine"],
    path: ["logging_configuration", 0, "level"],
    strength: byRank("FATAL", "ERROR", "ALL"),
  },
  // Nothing said is DEFAULT: sessions go where the task's own log goes.
  {
    types: ["aws_ecs_cluster"],
    path: [...exec, "logging"],
    strength: (value) => (isEmpty(value) ? 1 : byRank("DEFAULT", "OVERRIDE")(value)),
  },
  {
    types: ["aws_ecs_cluster"],
    path: [...exec, "log_configuration", 0, "cloud_watch_log_group_name"],
    strength: whenPresent,
  },
  {
    types: ["aws_ecs_cluster"],
    path: [...exec, "log_configuration", 0, "s3_bucket_name"],
    strength: whenPresent,
  },
  {
    types: ["aws_guardduty_detector"],
    path: ["enable"],
    strength: (value) => (value === false ? 0 : 1),
  },
];

/** Where a record is kept that only this account should have. */
const placesByType: Readonly<Record<string, readonly (string | number)[]>> = {
  aws_lb: ["access_logs", 0, "bucket"],
  aws_sfn_state_machine: ["logging_configuration", 0, "log_destination"],
};

const goneTypes =
  /^aws_(cloudtrail|flow_log|guardduty_detector|securityhub_account|config_configuration_recorder(_status)?|config_delivery_channel|accessanalyzer_analyzer|s3_bucket_logging|cloudwatch_log_subscription_filter|wafv2_web_acl_logging_configuration|cloudwatch_log_delivery(_source|_destination)?)$/;

/** Less is written down about who did what, or what was asked of the service. */
export const auditReduced: Rule = {
  name: "audit-reduced",
  class: "safety",
  why: "After a break-in, logs are the only way to know what was taken; switching them off is what burglars do first.",
  advice: "Keep them; shorten how long they are kept if they cost too much.",
  check(change, plan): readonly Observation[] {
    if (goneTypes.test(change.type) && (change.action === "delete" || change.action === "forget")) {
      return [refuse("what it recorded is no longer recorded")];
    }
    const found = [
      ...weakenings(change, guards),
      ...ledAway(change),
      ...containersThatStay(change, plan)
        .flatMap(logLedAway)
        .map((what) => refuse(what)),
    ];
    if (change.type === "aws_db_instance" && isWritten(change)) {
      const kept = new Set(textsOf(planned(change, "enabled_cloudwatch_logs_exports")));
      const lost = textsOf(prior(change, "enabled_cloudwatch_logs_exports")).filter(
        (log) => !kept.has(log),
      );
      if (lost.length > 0)
        found.push(refuse(`the database no longer hands out its ${lost.join(", ")} log`));
    }
    return found;
  },
};

/** That it ends is told of the attribute that switches it. */
function ledAway(change: ResourceChange): readonly Observation[] {
  const path = placesByType[change.type];
  if (path === undefined || !isWritten(change)) return [];
  const [was, will] = [prior(change, ...path), planned(change, ...path)];
  if (isEmpty(was) || isEmpty(will) || was === will) return [];
  return [refuse(`its record goes elsewhere: ${fromTo(change, ...path)}`)];
}
