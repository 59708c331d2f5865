import { byNumber, byRank, type Guard, unlessTrue, weakenings, whenTrue } from "../guard";
import type { Rule } from "../rule";

/** The attributes that it watches; the state review asks about them too. */
export const guards: readonly Guard[] = [
  {
    types: [
      "aws_db_instance",
      "aws_rds_cluster",
      "aws_rds_global_cluster",
      "aws_docdb_cluster",
      "aws_neptune_cluster",
    ],
    path: ["deletion_protection"],
    strength: whenTrue,
    notedOnCreate: true,
  },
  {
    types: ["aws_lb"],
    path: ["enable_deletion_protection"],
    strength: whenTrue,
    notedOnCreate: true,
  },
  {
    types: ["aws_dynamodb_table", "aws_cloudwatch_log_group"],
    path: ["deletion_protection_enabled"],
    strength: whenTrue,
  },
  { types: ["aws_cognito_user_pool"], path: ["deletion_protection"], strength: byRank("ACTIVE") },
  { types: ["aws_instance"], path: ["disable_api_termination"], strength: whenTrue },
  {
    types: ["aws_s3_bucket", "aws_backup_vault"],
    path: ["force_destroy"],
    strength: unlessTrue,
    notedOnCreate: true,
  },
  {
    types: ["aws_ecr_repository", "aws_ecs_service"],
    path: ["force_delete"],
    strength: unlessTrue,
    notedOnCreate: true,
  },
  { types: ["aws_kms_key"], path: ["deletion_window_in_days"], strength: byNumber },
  { types: ["aws_secretsmanager_secret"], path: ["recovery_window_in_days"], strength: byNumber },
];

/** What makes AWS refuse or delay a deletion is switched off: usually the step before the deletion. */
export const deletionProtectionRemoved: Rule = {
  name: "deletion-protection-removed",
  class: "safety",
  why:
    "It is the last guard: `prevent_destroy` goes with its block, and a plan does not even show it. " +
    "Without protection the next mistake deletes.",
  advice:
    "Keep it on. To delete on purpose, switch it off in a change of its own, with an approval that says why.",
  check: (change) => weakenings(change, guards),
};
