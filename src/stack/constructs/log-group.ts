import type { Construct } from "constructs";
import { CloudwatchLogGroup } from "#aws/cloudwatch-log-group";

/** Properties of {@link logGroup}. */
interface LogGroupProps {
  /** Name of the group, such as `/slipway/shop-dev/app`. */
  readonly name: string;
  /** Days that it keeps what is written, one of the periods that CloudWatch offers. */
  readonly retentionDays: number;
  /** ARN of the key that encrypts it. */
  readonly keyArn: string;
}

/**
 * A log group of the environment, encrypted. No plan destroys it: what was written is what is left to look into after trouble.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function logGroup(scope: Construct, id: string, props: LogGroupProps): CloudwatchLogGroup {
  return new CloudwatchLogGroup(scope, id, {
    name: props.name,
    retentionInDays: props.retentionDays,
    kmsKeyId: props.keyArn,
    lifecycle: { preventDestroy: true },
  });
}
