import { expect, test } from "vitest";
import {
  PrivateBucket,
  type PrivateBucketProps,
} from "../../../src/stack/constructs/private-bucket";
import { statement, synthesizeIn } from "../../support/synth";

const bucket = (props: Partial<PrivateBucketProps> = {}) =>
  synthesizeIn(
    (stack) =>
      new PrivateBucket(stack, "store", {
        name: "shop-store",
        region: "us-east-1",
        keyArn: "arn:aws:kms:us-east-1:111111111111:key/k",
        expireAfterDays: 30,
        expireOldVersionsAfterDays: 7,
        statements: () => [],
        ...props,
      }),
  );

const lifecycleRules = (props: Partial<PrivateBucketProps>) =>
  bucket(props).only("aws_s3_bucket_lifecycle_configuration")["rule"];

test("is closed to the public four times over, and no object can have another owner", () => {
  expect(bucket().only("aws_s3_bucket_public_access_block")).toMatchObject({
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  });
  expect(bucket().only("aws_s3_bucket_ownership_controls")).toMatchObject({
    rule: { object_ownership: "BucketOwnerEnforced" },
  });
});

test.each([
  "aws_s3_bucket_lifecycle_configuration",
  "aws_s3_bucket_ownership_controls",
  "aws_s3_bucket_policy",
  "aws_s3_bucket_public_access_block",
  "aws_s3_bucket_server_side_encryption_configuration",
  "aws_s3_bucket_versioning",
])("its %s is about this bucket", (type) => {
  expect(bucket().only(type)["bucket"]).toBe("${aws_s3_bucket.store.id}");
});

test("keeps replaced versions for a while, and a plan cannot delete it", () => {
  expect(bucket().only("aws_s3_bucket_versioning")).toMatchObject({
    versioning_configuration: { status: "Enabled" },
  });
  expect(bucket().only("aws_s3_bucket")).toEqual({
    bucket: "shop-store",
    lifecycle: { prevent_destroy: true },
  });
});

test("encrypts with the given key, paying KMS once for many objects", () => {
  expect(bucket().only("aws_s3_bucket_server_side_encryption_configuration")["rule"]).toEqual([
    {
      apply_server_side_encryption_by_default: {
        sse_algorithm: "aws:kms",
        kms_master_key_id: "arn:aws:kms:us-east-1:111111111111:key/k",
      },
      bucket_key_enabled: true,
    },
  ]);
});

test("encrypts with S3's own keys where the writer can use no other", () => {
  expect(
    bucket({ keyArn: undefined }).only("aws_s3_bucket_server_side_encryption_configuration")[
      "rule"
    ],
  ).toEqual([{ apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } }]);
});

test("lets objects expire only where it was asked to", () => {
  const always = {
    id: "expiry",
    status: "Enabled",
    filter: [{ prefix: "" }],
    abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
    noncurrent_version_expiration: [{ noncurrent_days: 7 }],
  };
  expect(lifecycleRules({ expireAfterDays: 30 })).toEqual([
    { ...always, expiration: [{ days: 30 }] },
  ]);
  expect(lifecycleRules({ expireAfterDays: undefined })).toEqual([always]);
});

test.each([
  ["us-east-1", "aws"],
  ["us-gov-west-1", "aws-us-gov"],
])("refuses every request without TLS in %s", (region, partition) => {
  const { policy } = bucket({ region }).only("aws_s3_bucket_policy") as { policy: string };
  expect(statement(policy, "OnlyThroughTls")).toEqual({
    Sid: "OnlyThroughTls",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [`arn:${partition}:s3:::shop-store`, `arn:${partition}:s3:::shop-store/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  });
});

test("adds others' statements after its own, once public access is blocked", () => {
  const reader = {
    Sid: "Reader",
    Effect: "Allow",
    Principal: "*",
    Action: "s3:GetObject",
  } as const;
  const policy = bucket({ statements: (arn) => [{ ...reader, Resource: `${arn}/*` }] }).only(
    "aws_s3_bucket_policy",
  );
  expect(statement(policy["policy"], "Reader")).toEqual({
    ...reader,
    Resource: "arn:aws:s3:::shop-store/*",
  });
  expect(policy["depends_on"]).toEqual(["aws_s3_bucket_public_access_block.store_public_access"]);
});
