import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import { arnIn, type Place } from "../../../base/arns";
import { policyJson } from "../../../base/policy";
import { mainResourceId } from "../../readable-stack";

/** Somebody who is notified. */
export type Subscriber =
  | { readonly protocol: "email"; readonly address: string }
  | { readonly protocol: "https"; readonly url: string }
  | { readonly protocol: "sqs"; readonly queueArn: string };

/** Properties of a {@link DeliveryTopic}. */
export interface DeliveryTopicProps extends Place {
  /** Name of the topic; the alarms that may publish begin with it. */
  readonly name: string;
  /** ARN of the key that encrypts it. */
  readonly keyArn: string;
  /** Who is notified. A mail address must confirm once. */
  readonly subscribers: readonly Subscriber[];
}

/** Through which the deployer and the alarms notify people. @see https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html */
export class DeliveryTopic extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: DeliveryTopicProps) {
    super(scope, id);
    const topic = new SnsTopic(this, mainResourceId, {
      name: props.name,
      kmsMasterKeyId: props.keyArn,
    });
    new SnsTopicPolicy(this, "policy", {
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
            ArnLike: { "aws:SourceArn": arnIn(props, "cloudwatch", `alarm:${props.name}-*`) },
          },
        },
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

function endpointOf(subscriber: Subscriber): string {
  switch (subscriber.protocol) {
    case "email":
      return subscriber.address;
    case "https":
      return subscriber.url;
    case "sqs":
      return subscriber.queueArn;
  }
}
