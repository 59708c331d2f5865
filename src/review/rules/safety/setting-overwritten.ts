import { oncePerPlan } from "../../read/once-per-plan";
import { areMade, changesBehind } from "../../read/plan";
import { planned, prior, UNKNOWN } from "../../read/planned-value";
import type { ResourceChange } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";

/** What AWS knows the setting by, of each kind that is written and not made: the same again replaces it. */
const identityByType: Readonly<Record<string, readonly string[]>> = {
  aws_appautoscaling_policy: ["resource_id", "scalable_dimension", "name"],
  aws_appautoscaling_target: ["resource_id", "scalable_dimension"],
  aws_cloudwatch_composite_alarm: ["alarm_name"],
  aws_cloudwatch_dashboard: ["dashboard_name"],
  aws_cloudwatch_event_rule: ["name"],
  aws_cloudwatch_event_target: ["rule", "target_id"],
  aws_cloudwatch_log_resource_policy: ["policy_name"],
  aws_cloudwatch_metric_alarm: ["alarm_name"],
  aws_dynamodb_resource_policy: ["resource_arn"],
  aws_ecr_lifecycle_policy: ["repository"],
  aws_ecr_repository_policy: ["repository"],
  aws_ecs_account_setting_default: ["name"],
  aws_iam_role_policy: ["role", "name"],
  aws_s3_bucket_lifecycle_configuration: ["bucket"],
  aws_s3_bucket_ownership_controls: ["bucket"],
  aws_s3_bucket_policy: ["bucket"],
  aws_s3_bucket_public_access_block: ["bucket"],
  aws_s3_bucket_server_side_encryption_configuration: ["bucket"],
  aws_s3_bucket_versioning: ["bucket"],
  aws_secretsmanager_secret_version: ["secret_id"],
  aws_sns_topic_policy: ["arn"],
  aws_sqs_queue_policy: ["queue_url"],
  aws_wafv2_web_acl_association: ["resource_arn"],
  aws_wafv2_web_acl_logging_configuration: ["resource_arn"],
};

/** A new object writes over what another block of the same plan says of the same thing: AWS keeps one of them, and asks nobody which. */
export const settingOverwritten: Rule = {
  name: "setting-overwritten",
  class: "safety",
  why:
    "AWS takes the last word. What stands in the plan as unchanged is gone after the apply, and the next plan would put it back, and so on: " +
    "an expiry, a scan, a threshold, the value of a secret.",
  advice: "Change the block that is there, where a review compares both values.",
  kinds: new Set(Object.keys(identityByType)),
  check(change, plan): readonly Observation[] {
    const names = identityByType[change.type];
    if (names === undefined || change.action !== "create") return [];
    const { first, byIdentity } = standing(plan);
    const another = first.get(change.type);
    if (another === undefined) return [];
    const identity = names.map((name) => planned(change, name));
    const same = `(same ${names.join(", ")})`;
    if (!identity.includes(UNKNOWN)) {
      const found = byIdentity.get(keyOf(change.type, identity));
      return found ? [refuse(`writes over what ${found.address} says ${same}`)] : [];
    }
    // Of what is made by this plan, or named by the provider, there is nothing yet to write over.
    const isOther = names.some(
      (name, i) =>
        identity[i] === UNKNOWN &&
        (!plan.configuration.sets(change.block, name) ||
          areMade(changesBehind(plan, change, name))),
    );
    return isOther
      ? []
      : [refuse(`may write over what ${another.address} says ${same}: not known before the apply`)];
  },
};

/** What is there already and stays; what goes, or is made again, is judged as that. */
const standing = oncePerPlan((plan) => {
  const first = new Map<string, ResourceChange>();
  const byIdentity = new Map<string, ResourceChange>();
  for (const change of plan.changes) {
    const { type, action, before, isData, isDeposed } = change;
    const names = identityByType[type];
    if (names === undefined || before === undefined || isData || isDeposed) continue;
    if (action !== "no-op" && action !== "update") continue;
    if (!first.has(type)) first.set(type, change);
    byIdentity.set(
      keyOf(
        type,
        names.map((name) => prior(change, name)),
      ),
      change,
    );
  }
  return { first, byIdentity };
});

function keyOf(type: string, identity: readonly unknown[]): string {
  return JSON.stringify([type, ...identity.map((value) => value ?? null)]);
}
