import { Construct } from "constructs";
import { S3Bucket } from "#aws/s3-bucket";
import { S3BucketLifecycleConfiguration } from "#aws/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "#aws/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "#aws/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "#aws/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "#aws/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "#aws/s3-bucket-versioning";
import type { TerraformResource } from "#terraform";
import { bareArnIn } from "../../base/arns";
import { type PolicyStatement, policyJson } from "../../base/policy";
import { mainResourceId } from "../readable-stack";

/** Properties of a {@link PrivateBucket}. */
export interface PrivateBucketProps {
  /** Name, 3 to 63 characters, unique in all of AWS. */
  readonly name: string;
  /** AWS region, for the partition of the bucket's ARN. */
  readonly region: string;
  /** ARN of the key that encrypts it; undefined for S3's own keys, which is all that log delivery of load balancers can write to. */
  readonly keyArn: string | undefined;
  /** Days after which objects expire; undefined keeps them. */
  readonly expireAfterDays: number | undefined;
  /** Days after which replaced versions of an object expire. */
  readonly expireOldVersionsAfterDays: number;
  /** Who else may use it, besides the account's own policies. */
  readonly statements: (bucketArn: string) => readonly PolicyStatement[];
}

/** A bucket that is private, versioned, encrypted, and reached only through TLS. Stateful. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html */
export class PrivateBucket extends Construct {
  readonly bucketName: string;
  readonly arn: string;
  /** Wait for this before anybody else writes into the bucket. */
  readonly policy: TerraformResource;

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    const { id: bucket } = new S3Bucket(this, mainResourceId, {
      bucket: props.name,
      lifecycle: { preventDestroy: true },
    });
    this.bucketName = bucket;
    this.arn = bareArnIn(props, "s3", props.name);

    const block = new S3BucketPublicAccessBlock(this, "public_access", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, "ownership", {
      bucket,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket,
      rule: [encryption(props.keyArn)],
    });
    new S3BucketLifecycleConfiguration(this, "expiry", { bucket, rule: [expiry(props)] });
    this.policy = new S3BucketPolicy(this, "policy", {
      bucket,
      policy: policyJson([tlsOnly(this.arn), ...props.statements(this.arn)]),
      dependsOn: [block], // S3 refuses two changes of access to one bucket at once
    });
  }
}

function encryption(keyArn: string | undefined) {
  return keyArn
    ? {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
        bucketKeyEnabled: true,
      }
    : { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } };
}

function expiry({ expireAfterDays, expireOldVersionsAfterDays }: PrivateBucketProps) {
  return {
    id: "expiry",
    status: "Enabled",
    filter: [{ prefix: "" }],
    abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
    noncurrentVersionExpiration: [{ noncurrentDays: expireOldVersionsAfterDays }],
    ...(expireAfterDays === undefined ? {} : { expiration: [{ days: expireAfterDays }] }),
  };
}

function tlsOnly(bucketArn: string): PolicyStatement {
  return {
    Sid: "OnlyThroughTls",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}
