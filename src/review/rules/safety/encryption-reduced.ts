import { tlsLosses } from "../../resources/database-tls";
import { byRank, type Guard, unlessTrue, weakenings, whenPresent, whenTrue } from "../guard";
import { goesAway, type Observation, type Rule, refuse } from "../rule";

/** Where a cluster says how the shells that people open in containers are encrypted. */
const exec = ["configuration", 0, "execute_command_configuration", 0];

/** The attributes that it watches; the state review asks about them too. */
export const guards: readonly Guard[] = [
  {
    types: ["aws_db_instance", "aws_rds_cluster", "aws_docdb_cluster", "aws_neptune_cluster"],
    path: ["storage_encrypted"],
    strength: whenTrue,
    notedOnCreate: true,
  },
  {
    types: ["aws_ebs_volume", "aws_efs_file_system", "aws_redshift_cluster"],
    path: ["encrypted"],
    strength: whenTrue,
    notedOnCreate: true,
  },
  {
    types: ["aws_elasticache_replication_group"],
    path: ["at_rest_encryption_enabled"],
    strength: whenTrue,
  },
  {
    types: ["aws_elasticache_replication_group"],
    path: ["transit_encryption_enabled"],
    strength: whenTrue,
  },
  {
    types: ["aws_cloudwatch_log_group", "aws_secretsmanager_secret"],
    path: ["kms_key_id"],
    strength: whenPresent,
  },
  { types: ["aws_sns_topic", "aws_sqs_queue"], path: ["kms_master_key_id"], strength: whenPresent },
  {
    types: ["aws_kms_key"],
    path: ["enable_key_rotation"],
    strength: whenTrue,
    notedOnCreate: true,
  },
  {
    types: ["aws_ecr_repository"],
    path: ["encryption_configuration", 0, "encryption_type"],
    strength: byRank("AES256", "KMS", "KMS_DSSE"),
  },
  {
    types: ["aws_dynamodb_table"],
    path: ["server_side_encryption", 0, "enabled"],
    strength: whenTrue,
  },
  {
    types: ["aws_ssm_parameter"],
    path: ["type"],
    strength: byRank("StringList", "String", "SecureString"),
  },
  {
    types: ["aws_sfn_state_machine"],
    path: ["encryption_configuration", 0, "kms_key_id"],
    strength: whenPresent,
  },
  { types: ["aws_ecs_cluster"], path: [...exec, "kms_key_id"], strength: whenPresent },
  ...["cloud_watch_encryption_enabled", "s3_bucket_encryption_enabled"].map((name) => ({
    types: ["aws_ecs_cluster"],
    path: [...exec, "log_configuration", 0, name],
    strength: whenTrue,
  })),
  { types: ["aws_ebs_encryption_by_default"], path: ["enabled"], strength: unlessFalse },
];

function unlessFalse(value: unknown): number {
  return unlessTrue(value === false);
}

/** Something is no longer encrypted, at rest or on the way, or by a weaker key. */
export const encryptionReduced: Rule = {
  name: "encryption-reduced",
  class: "safety",
  why: "Encryption with a key of one's own is what makes a copied disk or snapshot worthless, and access to it auditable.",
  advice:
    "Keep the encryption. Most of these cannot be switched back without making the object again.",
  check(change, plan): readonly Observation[] {
    const found = [...weakenings(change, guards)];
    if (change.type === "aws_s3_bucket_server_side_encryption_configuration" && goesAway(change)) {
      found.push(refuse("the bucket falls back to AWS's own key"));
    }
    found.push(...tlsLosses(change, plan).map((what) => refuse(what)));
    return found;
  },
};
