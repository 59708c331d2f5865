import { arnIn, globalArnIn, type Place } from "../../terraform/place";
import { policyJson } from "../../terraform/policy";

/** Who may use an environment's key, besides the roles whose own policies say so. */
export interface KeyPolicyProps extends Place {
  /** Log groups that CloudWatch encrypts with the key, by name. */
  readonly logGroupNames: readonly string[];
}

/**
 * The key's policy as JSON. The account stays in, or nobody could ever change the policy again; through it the roles' own policies
 * decide. RDS, ECR and Secrets Manager act with a grant or with the permission of whoever calls them, which are the statements
 * `ThroughTheServicesThatStoreData`. CloudWatch Logs, alarms and EventBridge call in their own name; the topic's and the queue's own
 * policies say what those may send to.
 * ARNs are literal: a log group refers to the key, so the key cannot refer to it.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function keyPolicy(props: KeyPolicyProps): string {
  const { account, region } = props;
  const root = globalArnIn(props, "iam", "root");
  const dataServices = ["rds", "ecr", "secretsmanager"].map((s) => `${s}.${region}.amazonaws.com`);
  return policyJson([
    {
      Sid: "TheAccountKeepsControl",
      Effect: "Allow",
      Principal: { AWS: root },
      Action: "kms:*",
      Resource: "*",
    },
    {
      Sid: "ThroughTheServicesThatStoreData",
      Effect: "Allow",
      Principal: { AWS: root },
      Action: [
        "kms:Decrypt",
        "kms:Encrypt",
        "kms:GenerateDataKey*",
        "kms:ReEncrypt*",
        "kms:DescribeKey",
      ],
      Resource: "*",
      Condition: { StringEquals: { "kms:CallerAccount": account, "kms:ViaService": dataServices } },
    },
    {
      Sid: "GrantsOfTheServicesThatStoreData",
      Effect: "Allow",
      Principal: { AWS: root },
      Action: "kms:CreateGrant",
      Resource: "*",
      Condition: {
        StringEquals: { "kms:CallerAccount": account, "kms:ViaService": dataServices },
        Bool: { "kms:GrantIsForAWSResource": "true" },
      },
    },
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
  ]);
}
