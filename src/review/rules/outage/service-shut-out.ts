import { widening } from "../../iam/compare";
import { describeGrants } from "../../iam/describe-grant";
import { movesToAnotherHolder } from "../../iam/holder";
import { policiesOf } from "../../iam/policies-of";
import { principalsLost, servicesLost } from "../../iam/principals-lost";
import { isDeleted } from "../../read/deleted-objects";
import type { Plan } from "../../read/plan";
import { prior } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { note, type Observation, type Rule, refuse } from "../rule";

/** Policies that go with what they are attached to, where the attribute names it. */
const holderByType: Readonly<Record<string, readonly [attribute: string, type: string]>> = {
  aws_s3_bucket_policy: ["bucket", "aws_s3_bucket"],
  aws_kms_key_policy: ["key_id", "aws_kms_key"],
  aws_ecr_repository_policy: ["repository", "aws_ecr_repository"],
  aws_secretsmanager_secret_policy: ["secret_arn", "aws_secretsmanager_secret"],
};

// The end of these is reported by delivery-cut, alarm-silenced and audit-reduced.
const reportedElsewhere = new Set([
  "aws_cloudwatch_log_resource_policy",
  "aws_sqs_queue_policy",
  "aws_sns_topic_policy",
]);

/** A service of AWS, or somebody else, may no longer use a key, bucket, queue or topic: its policy allows nothing to them, or denies more. */
export const serviceShutOut: Rule = {
  name: "service-shut-out",
  class: "outage",
  why: "It fails quietly: logs are not written, alarms not sent, events not kept, since nobody waits for the answer.",
  advice: "Keep the service's statement; narrow it by `aws:SourceArn` or `aws:SourceAccount`.",
  check(change, plan): readonly Observation[] {
    if (change.before === undefined || !(isWritten(change) || policyGoes(change, plan))) return [];
    return policiesOf(change, plan).flatMap(({ where, kind, before, after }) => {
      if (kind !== "resource" || after === undefined) return [];
      const then = movesToAnotherHolder(change) ? [] : after;
      const lost = servicesLost(before, then);
      const others = principalsLost(before, then);
      const denied = widening(then, before).undenied;
      return [
        ...(lost.length > 0
          ? [refuse(`\`${where}\` no longer allows anything to ${lost.join(", ")}`)]
          : []),
        ...(others.length > 0
          ? [note(`\`${where}\` no longer allows anything to ${others.join(", ")}`)]
          : []),
        ...(denied.length > 0 ? [note(`\`${where}\` now denies ${describeGrants(denied)}`)] : []),
      ];
    });
  },
};

function policyGoes(change: ResourceChange, plan: Plan): boolean {
  if (change.action !== "delete" || !/_policy$/.test(change.type)) return false;
  if (reportedElsewhere.has(change.type)) return false;
  const holder = holderByType[change.type];
  return holder === undefined || !isDeleted(holder[1], prior(change, holder[0]), plan);
}
