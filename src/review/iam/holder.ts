import { areMade, changesBehind, type Plan } from "../read/plan";
import { isEmpty, planned, prior } from "../read/planned-value";
import type { ResourceChange } from "../read/resource-change";
import { sameValue } from "../read/same-value";

// What a policy may be attached to, by the attribute that names it.
const holderAttributes = [
  "role",
  "user",
  "group",
  "bucket",
  "queue_url",
  "topic_arn",
  "arn",
  "key_id",
  "repository",
  "repository_name",
  "secret_arn",
  "resource_arn",
  "function_name",
  "file_system_id",
  "backup_vault_name",
  "event_bus_name",
  "roles",
  "users",
  "groups",
];

/**
 * Whether what carries the policy is made by this same plan: nothing of it exists yet, so its policy is judged by
 * what it says and not as a widening. A role or bucket that cannot be known is taken for one that exists.
 */
export function isOnNewHolder(change: ResourceChange, plan: Plan): boolean {
  if (change.action !== "create") return false;
  if (carriesItsOwn(change.type)) return true;
  if (plan.configuration.expressions(change.block) === undefined) return false;
  const attributes = holderAttributes.filter((name) => plan.configuration.sets(change.block, name));
  return (
    attributes.length > 0 && attributes.every((name) => areMade(changesBehind(plan, change, name)))
  );
}

/** Whether the policy goes because what carries it goes: then nobody is left whom it held back. */
export function goesWithItsHolder({ action, type }: ResourceChange): boolean {
  return action === "delete" && type !== "aws_iam_policy" && carriesItsOwn(type);
}

/** Whether an attachment moves to another role, bucket or key: there, all that it says is new. */
export function movesToAnotherHolder(change: ResourceChange): boolean {
  if (carriesItsOwn(change.type) || change.before === undefined || change.after === undefined) {
    return false;
  }
  return holderAttributes.some((name) => {
    const was = prior(change, name);
    return !isEmpty(was) && !sameValue(was, planned(change, name));
  });
}

/** A role, a bucket, a key, a policy that is attached elsewhere or to the account: not an attachment to something else. */
function carriesItsOwn(type: string): boolean {
  return (
    type === "aws_iam_policy" ||
    isOfTheAccount(type) ||
    !/_(policy|policy_attachment|permission|acl)$/.test(type)
  );
}

/** Whether a policy of that type is about whatever it names in the account, like one of a role. */
export function isOfTheAccount(type: string): boolean {
  return type === "aws_cloudwatch_log_resource_policy";
}
