import {
  by,
  byNumber,
  byRank,
  fixed,
  fixedTo,
  gone,
  harmless,
  type Kinds,
  kept,
  unlessTrue,
  weakened,
  whenTrue,
} from "./judgement";

const words = harmless("a remark for people");
const lost = by("stateful-destroyed", "left-unmanaged");
const gap = by("gap-while-replaced");
const policy = by("policy-widened", "resource-policy-public", "service-shut-out");

/** What is kept: images, secrets, keys, buckets, and the parameter that names the released image. */
export const storage: Kinds = {
  aws_ecr_repository: {
    deleted: lost,
    replaced: lost,
    attributes: {
      "encryption_configuration.encryption_type": weakened(
        "encryption-reduced",
        byRank("AES256", "KMS", "KMS_DSSE"),
      ),
      "encryption_configuration.kms_key": kept("encryption-reduced"),
      force_delete: weakened("deletion-protection-removed", unlessTrue, { notedOnCreate: true }),
      "image_scanning_configuration.scan_on_push": weakened("scan-weakened", whenTrue, {
        notedOnCreate: true,
      }),
      image_tag_mutability: weakened(
        "scan-weakened",
        byRank("MUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION", "IMMUTABLE"),
        { notedOnCreate: true },
      ),
    },
  },
  aws_ecr_lifecycle_policy: {
    deleted: harmless("images are kept for longer"),
    replaced: harmless("between the two no image expires"),
    attributes: { policy: by("expiry-shortened"), repository: fixed },
  },
  aws_ecr_repository_policy: {
    deleted: by("service-shut-out"),
    replaced: gap,
    attributes: { policy, repository: fixed },
  },
  aws_secretsmanager_secret: {
    deleted: lost,
    replaced: lost,
    attributes: {
      description: words,
      kms_key_id: kept("encryption-reduced"),
      recovery_window_in_days: weakened("deletion-protection-removed", byNumber),
    },
  },
  aws_secretsmanager_secret_version: {
    deleted: lost,
    replaced: lost,
    attributes: {
      secret_id: fixed,
      secret_string: by("secret-in-plain-text"),
      secret_string_wo: harmless("written when its version number changes, which is judged"),
      secret_string_wo_version: fixed,
    },
  },
  aws_kms_key: {
    deleted: lost,
    replaced: lost,
    attributes: {
      bypass_policy_lockout_safety_check: by("key-locked-out"),
      deletion_window_in_days: weakened("deletion-protection-removed", byNumber),
      description: words,
      enable_key_rotation: weakened("encryption-reduced", whenTrue, { notedOnCreate: true }),
      is_enabled: by("key-locked-out"),
      policy: by("policy-widened", "resource-policy-public", "service-shut-out", "key-locked-out"),
    },
  },
  aws_kms_alias: {
    deleted: by("key-alias-moved"),
    replaced: by("key-alias-moved"),
    attributes: { name: by("key-alias-moved"), target_key_id: by("key-alias-moved") },
  },
  aws_ecs_account_setting_default: {
    deleted: gone("encryption-reduced", "new Fargate tasks no longer use FIPS 140 cryptography"),
    replaced: harmless("running tasks keep what they have, and for a moment none starts with it"),
    attributes: {
      name: fixedTo(/^fargateFIPSMode$/),
      value: weakened("encryption-reduced", (value) => (value === "enabled" ? 1 : 0)),
    },
  },
  aws_s3_bucket: {
    deleted: lost,
    replaced: lost,
    attributes: {
      bucket: fixed,
      force_destroy: weakened("deletion-protection-removed", unlessTrue, { notedOnCreate: true }),
    },
  },
  aws_s3_bucket_lifecycle_configuration: {
    deleted: harmless("objects are kept for longer"),
    replaced: harmless("between the two no object expires"),
    attributes: {
      bucket: fixed,
      "rule.abort_incomplete_multipart_upload.days_after_initiation": harmless(
        "parts of uploads that never ended",
      ),
      "rule.expiration.date": by("expiry-shortened"),
      "rule.expiration.days": by("expiry-shortened"),
      "rule.filter.prefix": by("expiry-shortened"),
      "rule.id": harmless("a name for people"),
      "rule.noncurrent_version_expiration.noncurrent_days": by("expiry-shortened"),
      "rule.prefix": by("expiry-shortened"),
      "rule.status": by("expiry-shortened"),
    },
  },
  aws_s3_bucket_ownership_controls: {
    deleted: gone(
      "bucket-opened",
      "objects belong to whoever wrote them, and so do their access lists",
    ),
    replaced: gap,
    attributes: {
      bucket: fixed,
      "rule.object_ownership": weakened(
        "bucket-opened",
        byRank("ObjectWriter", "BucketOwnerPreferred", "BucketOwnerEnforced"),
      ),
    },
  },
  aws_s3_bucket_policy: {
    deleted: by("policy-widened", "service-shut-out"),
    replaced: gap,
    attributes: { bucket: fixed, policy },
  },
  aws_s3_bucket_public_access_block: {
    deleted: by("bucket-opened"),
    replaced: gap,
    attributes: {
      block_public_acls: by("bucket-opened"),
      block_public_policy: by("bucket-opened"),
      bucket: fixed,
      ignore_public_acls: by("bucket-opened"),
      restrict_public_buckets: by("bucket-opened"),
    },
  },
  aws_s3_bucket_server_side_encryption_configuration: {
    deleted: by("encryption-reduced"),
    replaced: by("encryption-reduced"),
    attributes: {
      bucket: fixed,
      "rule.apply_server_side_encryption_by_default.kms_master_key_id": kept("encryption-reduced"),
      "rule.bucket_key_enabled": harmless("how often S3 asks for a data key"),
      "rule.apply_server_side_encryption_by_default.sse_algorithm": weakened(
        "encryption-reduced",
        byRank("AES256", "aws:kms", "aws:kms:dsse"),
      ),
    },
  },
  aws_s3_bucket_versioning: {
    deleted: gone("backups-reduced", "the bucket no longer keeps old versions"),
    replaced: gap,
    attributes: {
      bucket: fixed,
      "versioning_configuration.status": weakened("backups-reduced", byRank("Enabled")),
    },
  },
  aws_ssm_parameter: {
    deleted: lost,
    replaced: lost,
    attributes: {
      description: by("image-pointer-rewritten"),
      insecure_value: by("image-pointer-rewritten"),
      overwrite: by("image-pointer-rewritten"),
      tier: by("image-pointer-rewritten"),
      type: weakened("encryption-reduced", byRank("StringList", "String", "SecureString")),
      value: by("image-pointer-rewritten"),
      version: harmless("AWS counts it"),
    },
  },
  terraform_data: {
    deleted: harmless("it is nothing in AWS"),
    replaced: harmless("it is nothing in AWS"),
    attributes: {
      "input.*": harmless("kept in the state, and nothing in AWS"),
      "output.*": harmless("kept in the state, and nothing in AWS"),
      "triggers_replace.*": harmless("kept in the state, and nothing in AWS"),
    },
  },
};
