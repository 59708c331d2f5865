import { Construct } from "constructs";
import type { Place } from "../../base/arns";
import { mainResourceId } from "../../terraform/readable-stack";
import { PrivateBucket } from "../private-bucket";

/** What an {@link AccessLogBucket} must be told. */
export interface AccessLogBucketProps extends Place {
  /** Name, 3 to 63 characters, unique in all of AWS. */
  readonly name: string;
  /** Days that logs are kept, 1 to 3650. */
  readonly retentionDays: number;
}

/**
 * Access logs of this account's load balancers, and of nobody else: log delivery writes below the number of the account that owns the
 * load balancer, and may write below this one alone. It names no source in its requests, so a condition on one would shut it out.
 * Encrypted with S3's own keys, since log delivery cannot use a customer's.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export class AccessLogBucket extends Construct {
  readonly bucket: PrivateBucket;

  constructor(scope: Construct, id: string, props: AccessLogBucketProps) {
    super(scope, id);
    this.bucket = new PrivateBucket(this, mainResourceId, {
      name: props.name,
      region: props.region,
      keyArn: undefined,
      expireAfterDays: props.retentionDays,
      expireOldVersionsAfterDays: 1,
      statements: (bucketArn) => [
        {
          Sid: "LoadBalancersOfThisAccountWriteLogs",
          Effect: "Allow",
          Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: `${bucketArn}/AWSLogs/${props.account}/*`,
        },
      ],
    });
  }
}
