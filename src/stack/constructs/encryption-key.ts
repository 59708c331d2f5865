import { Construct } from "constructs";
import { KmsAlias } from "#aws/kms-alias";
import { KmsKey } from "#aws/kms-key";
import { arnIn, bareArnIn, globalArnIn, type Place } from "../../base/arns";
import { type PolicyStatement, policyJson } from "../../base/policy";
import { mainResourceId } from "../readable-stack";

/** Properties of an {@link EncryptionKey}. */
interface EncryptionKeyProps extends KeyPolicyProps {
  /** Alias, beginning with `alias/`. */
  readonly alias: string;
  /** What the key is for, in words. */
  readonly description: string;
}

/**
 * The key that encrypts everything an environment keeps, rotated each year. Stateful: without it every backup is lost, so it cannot
 * be destroyed by a plan, and AWS waits the longest it offers (30 days) before a deletion.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
 */
export class EncryptionKey extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);

    const key = new KmsKey(this, mainResourceId, {
      description: props.description,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: keyPolicy(props),
      lifecycle: { preventDestroy: true },
    });
    new KmsAlias(this, "alias", { name: props.alias, targetKeyId: key.keyId });

    this.arn = key.arn;
  }
}

/** Who may use an environment's key, besides the roles whose own policies say so. */
interface KeyPolicyProps extends Place {
  /** Log groups that CloudWatch encrypts with the key, by name. */
  readonly logGroupNames: readonly string[];
  /** Whether RDS publishes the events of a database to an encrypted topic. */
  readonly databaseEvents: boolean;
  /** Bucket with pages that a distribution of CloudFront decrypts; undefined: there is none. */
  readonly siteBucketName: string | undefined;
}

/** The account stays in every key's policy, or nobody could ever change it again. It also lets the IAM policies of the account decide. */
export function theAccountKeepsControl(place: Place): PolicyStatement {
  return {
    Sid: "TheAccountKeepsControl",
    Effect: "Allow",
    Principal: { AWS: globalArnIn(place, "iam", "root") },
    Action: "kms:*",
    Resource: "*",
  };
}

/**
 * The key's policy as JSON. The IAM policies of the account decide too, so RDS, ECR and Secrets Manager, which act with a grant or with the permission of whoever calls them,
 * need no statement here: one for the account's root would grant nothing more. CloudWatch Logs, alarms and EventBridge call in their
 * own name; the topic's and the queue's own policies say what those may send to.
 * ARNs are literal: a log group refers to the key, so the key cannot refer to it.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function keyPolicy(props: KeyPolicyProps): string {
  const { account, region } = props;
  return policyJson([
    theAccountKeepsControl(props),
    {
      Sid: "LogGroupsOfThisEnvironment",
      Effect: "Allow",
      Principal: { Service: `logs.${region}.amazonaws.com` },
      Action: [
        "kms:Decrypt",
        "kms:Encrypt",
        "kms:GenerateDataKey*",
        "kms:ReEncrypt*",
        "kms:DescribeKey",
      ],
      Resource: "*",
      Condition: {
        ArnEquals: {
          "kms:EncryptionContext:aws:logs:arn": props.logGroupNames.map((name) =>
            arnIn(props, "logs", `log-group:${name}`),
          ),
        },
      },
    },
    {
      Sid: "AlarmsPublishToTheTopic",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceAccount": account } },
    },
    {
      // Without a condition: EventBridge sends KMS none of the keys that could be one, and would fail in silence.
      // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
      Sid: "EventsReachTheQueue",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
      Resource: "*",
    },
    ...(props.databaseEvents
      ? [
          {
            // The topic's own policy says which database; here only whose it is, as for alarms.
            Sid: "EventsOfTheDatabaseReachTheTopic",
            Effect: "Allow",
            Principal: { Service: "events.rds.amazonaws.com" },
            Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
            Resource: "*",
            Condition: { StringEquals: { "aws:SourceAccount": account } },
          } as const,
        ]
      : []),
    ...(props.siteBucketName === undefined ? [] : [decryptPages(props, props.siteBucketName)]),
  ]);
}

/** Lets CloudFront decrypt what a bucket of pages holds, and nothing else. The distribution needs the bucket and the bucket the key, so the key cannot name it. */
function decryptPages(place: Place, siteBucketName: string) {
  const bucketArn = bareArnIn(place, "s3", siteBucketName);
  return {
    Sid: "DistributionsReadPages",
    Effect: "Allow",
    Principal: { Service: "cloudfront.amazonaws.com" },
    Action: "kms:Decrypt",
    Resource: "*",
    Condition: {
      ArnLike: {
        "aws:SourceArn": globalArnIn(place, "cloudfront", "distribution/*"),
        "kms:EncryptionContext:aws:s3:arn": [bucketArn, `${bucketArn}/*`],
      },
    },
  } as const;
}
