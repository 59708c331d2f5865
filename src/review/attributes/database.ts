import {
  by,
  byNumber,
  changed,
  fixed,
  fixedTo,
  harmless,
  type Kinds,
  kept,
  unlessTrue,
  weakened,
  whenTrue,
} from "./judgement";

const when = harmless("when it is done, not whether");
const words = harmless("a remark for people");
const lost = by("stateful-destroyed", "left-unmanaged");

/** The database, and the table in which the deployer keeps what it decided. */
export const database: Kinds = {
  aws_db_instance: {
    deleted: lost,
    replaced: lost,
    attributes: {
      allocated_storage: harmless("it only grows: RDS refuses less"),
      allow_major_version_upgrade: harmless("a permission; another version is judged by itself"),
      apply_immediately: harmless("when changes are made; each is judged with it"),
      auto_minor_version_upgrade: weakened("patches-stopped", whenTrue),
      backup_retention_period: weakened("backups-reduced", byNumber, { notedOnCreate: true }),
      backup_window: when,
      ca_cert_identifier: by("database-interrupted"),
      copy_tags_to_snapshot: harmless("which tags snapshots get"),
      db_name: fixed,
      db_subnet_group_name: by("database-interrupted"),
      delete_automated_backups: weakened("backups-reduced", unlessTrue),
      deletion_protection: weakened("deletion-protection-removed", whenTrue, {
        notedOnCreate: true,
      }),
      enabled_cloudwatch_logs_exports: by("audit-reduced"),
      engine: fixedTo(/^postgres$/),
      engine_lifecycle_support: changed("patches-stopped", "is supported otherwise: "),
      engine_version: by("database-interrupted"),
      final_snapshot_identifier: harmless(
        "the name of the snapshot at the end; whether there is one is judged",
      ),
      iam_database_authentication_enabled: changed(
        "database-password-changed",
        "who may sign in by a role of IAM changes: ",
      ),
      identifier: by("database-interrupted"),
      instance_class: by("database-interrupted", "scaled-down"),
      kms_key_id: fixed,
      maintenance_window: when,
      manage_master_user_password: by("database-password-changed"),
      max_allocated_storage: weakened("scaling-stopped", byNumber),
      monitoring_interval: weakened("monitoring-reduced", (seconds) =>
        byNumber(seconds) > 0 ? 1 : 0,
      ),
      monitoring_role_arn: by("role-swapped", "role-removed"),
      multi_az: weakened("redundancy-reduced", whenTrue),
      option_group_name: by("database-interrupted"),
      parameter_group_name: by("database-interrupted", "encryption-reduced"),
      password: by("database-password-changed", "secret-in-plain-text"),
      password_wo: harmless("written when its version number changes, which is judged"),
      password_wo_version: by("database-password-changed"),
      performance_insights_enabled: weakened("monitoring-reduced", whenTrue),
      performance_insights_kms_key_id: kept("encryption-reduced"),
      performance_insights_retention_period: weakened("monitoring-reduced", byNumber),
      port: by("database-interrupted"),
      publicly_accessible: by("publicly-accessible"),
      skip_final_snapshot: weakened("backups-reduced", unlessTrue, { notedOnCreate: true }),
      storage_encrypted: weakened("encryption-reduced", whenTrue, { notedOnCreate: true }),
      storage_type: by("database-interrupted"),
      username: by("database-password-changed"),
      vpc_security_group_ids: by("security-group-attached"),
    },
  },
  aws_db_parameter_group: {
    deleted: harmless(
      "RDS refuses while a database has it; another group of the database is judged by itself",
    ),
    replaced: by("gap-while-replaced"),
    attributes: {
      description: fixed,
      family: fixed,
      "parameter.apply_method": by("database-parameters-changed"),
      "parameter.name": by("database-parameters-changed", "encryption-reduced"),
      "parameter.value": by("database-parameters-changed", "encryption-reduced"),
      skip_destroy: harmless("whether a group that nobody has stays in AWS"),
    },
  },
  aws_db_subnet_group: {
    deleted: by("entry-replaced"),
    replaced: by("entry-replaced"),
    attributes: {
      description: words,
      subnet_ids: by("subnets-moved", "redundancy-reduced"),
    },
  },
  aws_dynamodb_table: {
    deleted: lost,
    replaced: lost,
    attributes: {
      "attribute.name": fixed,
      "attribute.type": fixed,
      billing_mode: changed("scaling-stopped", "is paid, and throttled, otherwise: "),
      deletion_protection_enabled: weakened("deletion-protection-removed", whenTrue),
      hash_key: fixed,
      "point_in_time_recovery.enabled": weakened("backups-reduced", whenTrue),
      range_key: fixed,
      "server_side_encryption.enabled": weakened("encryption-reduced", whenTrue),
      "server_side_encryption.kms_key_arn": kept("encryption-reduced"),
      "ttl.attribute_name": by("expiry-shortened"),
      "ttl.enabled": by("expiry-shortened"),
    },
  },
};
