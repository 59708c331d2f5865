import { Construct } from "constructs";
import { SnsTopic } from "#aws/sns-topic";
import { SnsTopicPolicy } from "#aws/sns-topic-policy";
import { SnsTopicSubscription } from "#aws/sns-topic-subscription";
import { arnIn, type Place } from "../../base/arns";
import { type PolicyStatement, policyJson } from "../../base/policy";
import { endpointOf, type Subscriber } from "../../config/subscribers";
import { mainResourceId } from "../readable-stack";

/** Properties of a {@link NotificationTopic}. */
interface NotificationTopicProps extends Place {
  /** Name of the topic. */
  readonly name: string;
  /** Alarms whose names begin so may publish. */
  readonly alarmPrefix: string;
  /** Who else may publish. */
  readonly publishers?: readonly PolicyStatement[];
  /** ARN of the key that encrypts it. */
  readonly keyArn: string;
  /** Who is notified. A mail address must confirm once. */
  readonly subscribers: readonly Subscriber[];
}

/** Through which alarms and the deployer notify people. @see https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html */
export class NotificationTopic extends Construct {
  readonly arn: string;
  /** Who publishes is refused until it is there: wait for this. */
  readonly policy: SnsTopicPolicy;

  constructor(scope: Construct, id: string, props: NotificationTopicProps) {
    super(scope, id);
    const topic = new SnsTopic(this, mainResourceId, {
      name: props.name,
      kmsMasterKeyId: props.keyArn,
    });
    this.policy = new SnsTopicPolicy(this, "policy", {
      arn: topic.arn,
      policy: policyJson([
        {
          Sid: "AlarmsOfThisEnvironment",
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: "sns:Publish",
          Resource: arnIn(props, "sns", props.name),
          Condition: {
            StringEquals: { "aws:SourceAccount": props.account },
            ArnLike: {
              "aws:SourceArn": arnIn(props, "cloudwatch", `alarm:${props.alarmPrefix}-*`),
            },
          },
        },
        ...(props.publishers ?? []),
      ]),
    });
    for (const subscriber of props.subscribers) {
      const endpoint = endpointOf(subscriber);
      new SnsTopicSubscription(this, endpoint, {
        topicArn: topic.arn,
        protocol: subscriber.protocol,
        endpoint,
      });
    }
    this.arn = topic.arn;
  }
}
