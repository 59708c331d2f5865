import { Construct } from "constructs";
import { CloudwatchEventRule } from "#aws/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "#aws/cloudwatch-event-target";
import { SchedulerSchedule } from "#aws/scheduler-schedule";
import type { Delivery } from "../../../contract/delivery-settings";
import {
  brokenOffEventPattern,
  brokenOffInput,
  scanEventPattern,
  scheduleInput,
} from "../../../deployer/events";
import { mainResourceId } from "../../readable-stack";
import { StarterRole } from "./starter-role";
import { Undelivered } from "./undelivered";

/** Properties of {@link DeliveryTriggers}. */
interface DeliveryTriggersProps {
  /** What is deployed where, and on which conditions. */
  readonly delivery: Delivery;
  /** ARN of the deployer's state machine. */
  readonly machineArn: string;
  /** ARN of the machine that cleans up after it. */
  readonly cleanUpMachineArn: string;
  /** ARN of the machine that looks once a day at what runs; undefined where nobody asked for it. */
  readonly lookMachineArn: string | undefined;
  /** Name of the schedule that starts it. */
  readonly lookName: string;
  /** Name of the role with which it is started, at most 64 characters. */
  readonly lookRoleName: string;
  /** Name of the role with which the deployer is started, at most 64 characters. */
  readonly roleName: string;
  /** Name of the role with which the clean-up is started, at most 64 characters. */
  readonly cleanUpRoleName: string;
  /** Name of the rule for executions that broke off. */
  readonly cleanUpName: string;
  /** Name of the queue of events that could not be delivered. */
  readonly undeliveredName: string;
  /** Minutes between two runs of the schedule, 5 to 1440. */
  readonly reconcileMinutes: number;
  /** ARN of the key that encrypts the queue. */
  readonly keyArn: string;
}

/** An event that cannot be delivered for an hour goes to the queue: by then the schedule has found what it reported. */
const retryPolicy = { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 30 };

/**
 * What starts the deployer: scans that ended, executions that broke off, and a schedule, because events are delivered on a best-effort
 * basis. Where only pipelines deploy there is no rule for scans; the schedule then completes releases and deploys nothing.
 */
export class DeliveryTriggers extends Construct {
  readonly undeliveredQueueName: string;

  constructor(scope: Construct, id: string, props: DeliveryTriggersProps) {
    super(scope, id);
    const { delivery, machineArn, keyArn } = props;
    const { names, settings } = delivery;
    const undelivered = new Undelivered(this, "undelivered", {
      account: names.account,
      region: names.region,
      name: props.undeliveredName,
      ruleNames: [names.delivery, props.cleanUpName],
      keyArn,
    });
    // A role for each machine: what starts the one cannot start the other.
    const startOf = (id: string, name: string, arn: string) => ({
      arn,
      roleArn: new StarterRole(this, id, {
        account: names.account,
        region: names.region,
        name,
        machineArn: arn,
        queueArn: undelivered.arn,
        keyArn,
      }).arn,
      deadLetterConfig: { arn: undelivered.arn },
      retryPolicy,
    });
    const target = startOf("role", props.roleName, machineArn);
    if (settings.trigger === "scan") {
      const rule = new CloudwatchEventRule(this, "scan", {
        name: names.delivery,
        description: "A scan ended: the image may be deployed",
        eventPattern: JSON.stringify(scanEventPattern(delivery)),
      });
      new CloudwatchEventTarget(this, "scan_target", { rule: rule.name, ...target });
    }
    const brokenOff = new CloudwatchEventRule(this, "clean_up", {
      name: props.cleanUpName,
      description: "A deployment broke off: what it left is cleaned up",
      eventPattern: JSON.stringify(brokenOffEventPattern(delivery)),
    });
    new CloudwatchEventTarget(this, "clean_up_target", {
      rule: brokenOff.name,
      ...startOf("clean_up_role", props.cleanUpRoleName, props.cleanUpMachineArn),
      inputTransformer: {
        inputPaths: { ...brokenOffInput.paths },
        inputTemplate: brokenOffInput.template,
      },
    });
    new SchedulerSchedule(this, mainResourceId, {
      name: names.delivery,
      description: "Finds what an event did not report",
      scheduleExpression: `rate(${props.reconcileMinutes} minutes)`,
      flexibleTimeWindow: { mode: "OFF" },
      target: { ...target, input: scheduleInput },
    });
    if (props.lookMachineArn) {
      new SchedulerSchedule(this, "look", {
        name: props.lookName,
        description: "Looks once a day at what runs",
        scheduleExpression: "cron(0 6 * * ? *)",
        flexibleTimeWindow: { mode: "OFF" },
        target: startOf("look_role", props.lookRoleName, props.lookMachineArn),
      });
    }
    this.undeliveredQueueName = undelivered.queueName;
  }
}
