import { Construct } from "constructs";
import { CloudwatchMetricAlarm } from "#aws/cloudwatch-metric-alarm";

/** What people read when an alarm of delivery rings. */
export interface AlarmDescriptions {
  readonly brokenOff: string;
  readonly undelivered: string;
}

/** Properties of {@link DeliveryAlarms}. */
interface DeliveryAlarmsProps {
  /** How the alarms' names begin; the topic lets such alarms publish. */
  readonly namePrefix: string;
  /** ARNs of the deployer's state machine, and of the one that cleans up after it. */
  readonly machineArns: { readonly deployer: string; readonly cleanUp: string };
  /** Name of the queue of events that could not be delivered. */
  readonly undeliveredQueueName: string;
  /** ARN of the topic that is notified. */
  readonly topicArn: string;
  /** What people read when one rings, where there is a runbook to link to. */
  readonly descriptions?: AlarmDescriptions | undefined;
}

/** Seconds over which occurrences are counted. */
const periodSeconds = 300;

/**
 * Alarms on what the deployer cannot report itself: executions that failed or timed out, and events that never reached it. A refusal is
 * no failure of the deployer and raises none.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 */
export class DeliveryAlarms extends Construct {
  constructor(scope: Construct, id: string, props: DeliveryAlarmsProps) {
    super(scope, id);
    const anyOccurrence = {
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      evaluationPeriods: 1,
      treatMissingData: "notBreaching",
      alarmActions: [props.topicArn],
      okActions: [props.topicArn],
    };
    const { deployer, cleanUp } = props.machineArns;
    const executions = (id: string, machineArn: string, metricName: string) => ({
      id,
      metric: {
        metricName,
        namespace: "AWS/States",
        dimensions: { StateMachineArn: machineArn },
        period: periodSeconds,
        stat: "Sum",
      },
    });
    const counted = [
      executions("failed", deployer, "ExecutionsFailed"),
      executions("timed_out", deployer, "ExecutionsTimedOut"),
      executions("clean_up_failed", cleanUp, "ExecutionsFailed"),
      executions("clean_up_timed_out", cleanUp, "ExecutionsTimedOut"),
    ];
    new CloudwatchMetricAlarm(this, "broken_off", {
      alarmName: `${props.namePrefix}-broken-off`,
      alarmDescription:
        props.descriptions?.brokenOff ??
        "A deployment failed or timed out without an outcome. Its clean-up is reported separately; look at the execution in Step Functions.",
      ...anyOccurrence,
      metricQuery: [
        ...counted,
        {
          id: "broken_off",
          expression: counted.map(({ id }) => `FILL(${id}, 0)`).join(" + "),
          label: "Executions that failed or timed out",
          returnData: true,
        },
      ],
    });
    new CloudwatchMetricAlarm(this, "undelivered", {
      alarmName: `${props.namePrefix}-undelivered`,
      alarmDescription:
        props.descriptions?.undelivered ??
        "An event did not reach the deployer. The schedule finds what it reported; look at the queue's messages for the reason, then purge it.",
      ...anyOccurrence,
      metricName: "ApproximateNumberOfMessagesVisible",
      namespace: "AWS/SQS",
      dimensions: { QueueName: props.undeliveredQueueName },
      period: periodSeconds,
      statistic: "Maximum",
    });
  }
}
