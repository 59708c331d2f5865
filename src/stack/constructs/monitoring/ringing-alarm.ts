import { Construct } from "constructs";
import { CloudwatchCompositeAlarm } from "#aws/cloudwatch-composite-alarm";
import { mainResourceId } from "../../readable-stack";

/** Properties of a {@link RingingAlarm}. */
interface RingingAlarmProps {
  /** Name, unique in the account's region. */
  readonly name: string;
  /** What people read when it rings. */
  readonly description: string;
  /** Names of the alarms that must all ring. */
  readonly all: readonly string[];
  /** ARN of the topic that is notified. */
  readonly topicArn: string;
  /** Name of the alarm that silences this one while it rings. */
  readonly silencedBy: string;
}

/** Seconds that a notification waits for what silences it, and that the silence outlasts it: figures arrive a minute or two apart. */
const pauses = { waitPeriod: 120, extensionPeriod: 180 };

/**
 * An alarm that notifies people, when it begins to ring and when it is over. It rings as long as all its parts do; another alarm can
 * silence it, and if it still rings after that, people are notified then.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html
 */
export class RingingAlarm extends Construct {
  readonly alarmName: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, props: RingingAlarmProps) {
    super(scope, id);
    const alarm = new CloudwatchCompositeAlarm(this, mainResourceId, {
      alarmName: props.name,
      alarmDescription: props.description,
      alarmRule: props.all.map((name) => `ALARM("${name}")`).join(" AND "),
      alarmActions: [props.topicArn],
      okActions: [props.topicArn],
      actionsSuppressor: { alarm: props.silencedBy, ...pauses },
    });
    this.alarmName = alarm.alarmName;
    this.arn = alarm.arn;
  }
}
