import { Construct } from "constructs";
import { CloudwatchMetricAlarm } from "#aws/cloudwatch-metric-alarm";
import { mainResourceId } from "../../readable-stack";
import type { Metric } from "./metrics";

/** What is measured: one figure, or an expression of several. */
type Measured =
  | Metric
  | {
      /** The figures by the name that the expression has for them. */
      readonly metrics: Readonly<Record<string, Metric>>;
      /** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
      readonly expression: string;
      /** What the expression is, in words. */
      readonly label: string;
    };

/** What is measured, and when it is too much or too little. */
export interface Limit {
  readonly measured: Measured;
  /** Seconds of one value: 60, or a multiple of it. */
  readonly periodSeconds: number;
  /** It rings when so many of the last values are beyond the limit; together at most a day. */
  readonly beyond: { readonly values: number; readonly of: number };
  readonly limit:
    | { readonly above: number }
    | { readonly atLeast: number }
    | { readonly below: number };
  /**
   * What it means that nothing is reported: as good (`notBreaching`), as bad (`breaching`), or as before (`ignore`).
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
   */
  readonly missing: "breaching" | "notBreaching" | "ignore";
}

/** Properties of a {@link MeasuredAlarm}. */
interface MeasuredAlarmProps extends Limit {
  /** Name, unique in the account's region. */
  readonly name: string;
  /** What is measured, for whoever finds it in the console. */
  readonly description: string;
}

/** A part of an alarm: it measures and notifies nobody, since what rings can then be silenced by others. */
export class MeasuredAlarm extends Construct {
  readonly alarmName: string;
  /** What needs the alarm to exist waits for this. */
  readonly resource: CloudwatchMetricAlarm;

  constructor(scope: Construct, id: string, props: MeasuredAlarmProps) {
    super(scope, id);
    const { periodSeconds, beyond } = props;
    this.resource = new CloudwatchMetricAlarm(this, mainResourceId, {
      alarmName: props.name,
      alarmDescription: props.description,
      ...comparison(props.limit),
      evaluationPeriods: beyond.of,
      datapointsToAlarm: beyond.values,
      treatMissingData: props.missing,
      ...measurement(props.measured, periodSeconds),
    });
    this.alarmName = this.resource.alarmName;
  }
}

function comparison(limit: Limit["limit"]) {
  if ("above" in limit)
    return { comparisonOperator: "GreaterThanThreshold", threshold: limit.above };
  if ("atLeast" in limit)
    return { comparisonOperator: "GreaterThanOrEqualToThreshold", threshold: limit.atLeast };
  return { comparisonOperator: "LessThanThreshold", threshold: limit.below };
}

function measurement(measured: Measured, periodSeconds: number) {
  if (!("expression" in measured)) {
    const { namespace, metricName, dimensions, stat } = measured;
    return { namespace, metricName, dimensions, period: periodSeconds, statistic: stat };
  }
  const figures = Object.entries(measured.metrics).map(([id, metric]) => ({
    id,
    metric: { ...metric, period: periodSeconds },
  }));
  const { expression, label } = measured;
  return { metricQuery: [...figures, { id: "watched", expression, label, returnData: true }] };
}
