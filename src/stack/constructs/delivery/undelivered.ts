import { Construct } from "constructs";
import { SqsQueue } from "#aws/sqs-queue";
import { SqsQueuePolicy } from "#aws/sqs-queue-policy";
import { arnIn, type Place } from "../../../base/arns";
import { policyJson } from "../../../base/policy";
import { mainResourceId } from "../../readable-stack";

/** Properties of {@link Undelivered}. */
interface UndeliveredProps extends Place {
  /** Name of the queue. */
  readonly name: string;
  /** Names of the rules whose events it takes. */
  readonly ruleNames: readonly string[];
  /** ARN of the key that encrypts it. */
  readonly keyArn: string;
}

/**
 * The queue of events that could not be delivered to the deployer, kept for 14 days. What they reported is found by the schedule; they
 * are kept to see why.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export class Undelivered extends Construct {
  readonly arn: string;
  readonly queueName: string;

  constructor(scope: Construct, id: string, props: UndeliveredProps) {
    super(scope, id);
    const queue = new SqsQueue(this, mainResourceId, {
      name: props.name,
      messageRetentionSeconds: 14 * 24 * 3600,
      kmsMasterKeyId: props.keyArn,
      kmsDataKeyReusePeriodSeconds: 300,
    });
    new SqsQueuePolicy(this, "policy", {
      queueUrl: queue.url,
      policy: policyJson([
        {
          Sid: "RulesOfThisEnvironment",
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: arnIn(props, "sqs", props.name),
          Condition: {
            ArnEquals: {
              "aws:SourceArn": props.ruleNames.map((name) =>
                arnIn(props, "events", `rule/${name}`),
              ),
            },
          },
        },
      ]),
    });
    this.arn = queue.arn;
    this.queueName = queue.name;
  }
}
