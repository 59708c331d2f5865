import {
  byNumber,
  byRank,
  type Guard,
  unlessTrue,
  weakenings,
  whenPresent,
  whenTrue,
} from "../guard";
import { type Observation, type Rule, refuse } from "../rule";

const databases = [
  "aws_db_instance",
  "aws_rds_cluster",
  "aws_docdb_cluster",
  "aws_neptune_cluster",
];

/** The attributes that it watches; the state review asks about them too. */
export const guards: readonly Guard[] = [
  { types: databases, path: ["backup_retention_period"], strength: byNumber, notedOnCreate: true },
  { types: databases, path: ["skip_final_snapshot"], strength: unlessTrue, notedOnCreate: true },
  { types: ["aws_db_instance"], path: ["delete_automated_backups"], strength: unlessTrue },
  {
    types: ["aws_dynamodb_table"],
    path: ["point_in_time_recovery", 0, "enabled"],
    strength: whenTrue,
  },
  {
    types: ["aws_s3_bucket_versioning"],
    path: ["versioning_configuration", 0, "status"],
    strength: byRank("Enabled"),
  },
  { types: ["aws_s3_bucket_object_lock_configuration"], path: ["rule"], strength: whenPresent },
  {
    types: ["aws_elasticache_replication_group"],
    path: ["snapshot_retention_limit"],
    strength: byNumber,
  },
  {
    types: ["aws_efs_backup_policy"],
    path: ["backup_policy", 0, "status"],
    strength: byRank("ENABLED"),
  },
];

const goneByType: Readonly<Record<string, string>> = {
  aws_s3_bucket_versioning: "the bucket no longer keeps old versions",
  aws_s3_bucket_object_lock_configuration: "objects are no longer locked",
  aws_s3_bucket_replication_configuration: "the bucket is no longer copied elsewhere",
  aws_backup_plan: "backups are no longer made",
  aws_backup_selection: "what it selects is no longer backed up",
  aws_backup_vault_lock_configuration: "backups can be deleted again",
  aws_db_instance_automated_backups_replication: "backups are no longer copied to another region",
  aws_efs_backup_policy: "the file system is no longer backed up",
};

/** Fewer backups, for a shorter time, or none at the end. */
export const backupsReduced: Rule = {
  name: "backups-reduced",
  class: "safety",
  why: "Damage is often found days later; what is not kept until then cannot be brought back. 0 days deletes all that is there.",
  advice: "Keep the longer time. A final snapshot costs little.",
  check(change): readonly Observation[] {
    const gone = goneByType[change.type];
    const isLost = change.action === "delete" || change.action === "forget";
    return [...weakenings(change, guards), ...(gone && isLost ? [refuse(gone)] : [])];
  },
};
