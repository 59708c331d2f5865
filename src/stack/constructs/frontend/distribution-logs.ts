import { Construct } from "constructs";
import { CloudwatchLogDelivery } from "#aws/cloudwatch-log-delivery";
import { CloudwatchLogDeliveryDestination } from "#aws/cloudwatch-log-delivery-destination";
import { CloudwatchLogDeliverySource } from "#aws/cloudwatch-log-delivery-source";
import type { AwsProvider } from "#aws/provider";
import { arnIn, type Place } from "../../../base/arns";
import { mainResourceId } from "../../readable-stack";
import { PrivateBucket } from "../private-bucket";

/** Properties of a {@link FrontendLogBucket}. */
interface FrontendLogBucketProps extends Place {
  /** Name, 3 to 63 characters, unique in all of AWS; it begins with `aws-waf-logs-`. */
  readonly name: string;
  /** Days that logs are kept, 1 to 3650. */
  readonly retentionDays: number;
}

/**
 * Logs of a distribution and of its firewall. Both are written from us-east-1, where a key of the environment's region cannot be used, so the
 * bucket has S3's own keys. Log delivery writes below the account's number, for this account alone.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/logging-s3.html
 */
export class FrontendLogBucket extends Construct {
  readonly bucket: PrivateBucket;

  constructor(scope: Construct, id: string, props: FrontendLogBucketProps) {
    super(scope, id);
    const { account } = props;
    const delivered = {
      StringEquals: { "aws:SourceAccount": account },
      ArnLike: { "aws:SourceArn": arnIn({ account, region: "us-east-1" }, "logs", "*") },
    };
    const Principal = { Service: "delivery.logs.amazonaws.com" };
    this.bucket = new PrivateBucket(this, mainResourceId, {
      name: props.name,
      region: props.region,
      keyArn: undefined,
      expireAfterDays: props.retentionDays,
      expireOldVersionsAfterDays: 1,
      statements: (bucketArn) => [
        {
          Sid: "LogsOfTheDistributionAreWritten",
          Effect: "Allow",
          Principal,
          Action: "s3:PutObject",
          Resource: `${bucketArn}/AWSLogs/${account}/*`,
          Condition: {
            ...delivered,
            StringEquals: {
              ...delivered.StringEquals,
              "s3:x-amz-acl": "bucket-owner-full-control",
            },
          },
        },
        {
          Sid: "LogDeliverySeesWhoseBucketItIs",
          Effect: "Allow",
          Principal,
          Action: "s3:GetBucketAcl",
          Resource: bucketArn,
          Condition: delivered,
        },
      ],
    });
  }
}

/** Properties of {@link DistributionLogs}. */
interface DistributionLogsProps {
  /** Name of the delivery's two ends, at most 60 characters. */
  readonly name: string;
  /** The distribution whose requests are recorded. */
  readonly distributionArn: string;
  /** The bucket that the records are written to. */
  readonly bucket: PrivateBucket;
  /** The provider in us-east-1, where the logs of every distribution begin. */
  readonly provider: AwsProvider;
}

/**
 * What is recorded of each request: without what people sign in with, which is in cookies, in query strings (an identity provider's codes) and,
 * since browsers repeat a page's whole address in it, in the referrer.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
 */
const recordFields: readonly string[] = [
  "date",
  "time",
  "x-edge-location",
  "sc-bytes",
  "c-ip",
  "cs-method",
  "cs(Host)",
  "cs-uri-stem",
  "sc-status",
  "cs(User-Agent)",
  "x-edge-result-type",
  "x-edge-request-id",
  "x-host-header",
  "cs-protocol",
  "cs-bytes",
  "time-taken",
  "ssl-protocol",
  "ssl-cipher",
  "cs-protocol-version",
  "x-edge-detailed-result-type",
];

/** Every request that reaches a distribution, written to a bucket. */
export class DistributionLogs extends Construct {
  constructor(scope: Construct, id: string, props: DistributionLogsProps) {
    super(scope, id);
    const { name, provider, bucket } = props;
    const source = new CloudwatchLogDeliverySource(this, "source", {
      name,
      logType: "ACCESS_LOGS",
      resourceArn: props.distributionArn,
      provider,
    });
    const destination = new CloudwatchLogDeliveryDestination(this, "destination", {
      name,
      outputFormat: "json",
      deliveryDestinationConfiguration: [{ destinationResourceArn: bucket.arn }],
      provider,
      dependsOn: [bucket.policy],
    });
    new CloudwatchLogDelivery(this, "delivery", {
      deliverySourceName: source.name,
      deliveryDestinationArn: destination.arn,
      recordFields: [...recordFields],
      provider,
    });
  }
}
