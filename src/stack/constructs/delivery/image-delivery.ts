import { Construct } from "constructs";
import type { Subscriber } from "../../../config/subscribers";
import type { Delivery } from "../../../contract/delivery-settings";
import { mainResourceId } from "../../readable-stack";
import { NotificationTopic } from "../notification-topic";
import { type AlarmDescriptions, DeliveryAlarms } from "./delivery-alarms";
import { DeliveryTable } from "./delivery-table";
import { DeliveryTriggers } from "./delivery-triggers";
import { Deployer, type DeployerProps } from "./deployer";
import type { WriterArns } from "./table-policy";

/** Properties of an {@link ImageDelivery}. */
interface ImageDeliveryProps {
  /** What is deployed where, and on which conditions. */
  readonly delivery: Delivery;
  /** Name of the deployer's role, at most 64 characters. */
  readonly roleName: string;
  /** Name of the role with which events start it, at most 64 characters. */
  readonly starterRoleName: string;
  /** Name of the rule for executions that broke off, and of the machine that it starts. */
  readonly cleanUpName: string;
  /** Name of the role with which that rule starts it. */
  readonly cleanUpRoleName: string;
  /** Name of the daily look's machine and schedule, where it is asked for. */
  readonly lookName: string;
  /** Name of the role with which the schedule starts it. */
  readonly lookRoleName: string;
  /** What reads the database that a drill restored, where the file asks for it. */
  readonly drill: DeployerProps["drill"];
  /** Name of the machine through which pipelines ask for a digest. */
  readonly requestName: string;
  /** Name of that machine's role, at most 64 characters. */
  readonly requestRoleName: string;
  /** Name of the queue of events that could not be delivered. */
  readonly undeliveredName: string;
  /** Name of the deployer's log group. */
  readonly logGroupName: string;
  /** Days that its log is kept. */
  readonly logRetentionDays: number;
  /** Minutes between two looks for what an event did not report, 5 to 1440. */
  readonly reconcileMinutes: number;
  /** Who is notified of releases, refusals and trouble. */
  readonly subscribers: readonly Subscriber[];
  /** What people read when its alarms ring, where there is a runbook to link to. */
  readonly alarmDescriptions?: AlarmDescriptions | undefined;
  /** Who alone writes what into the table; undefined leaves it to the policies of each. */
  readonly writerArns?: WriterArns | undefined;
  /** ARN of the environment's key. */
  readonly keyArn: string;
}

/**
 * From a pushed image to its release: what starts the deployer, the deployer, what it remembers, and whom it notifies. How it decides is
 * in `src/deployer`.
 */
export class ImageDelivery extends Construct {
  readonly topicArn: string;
  readonly tableArn: string;

  constructor(scope: Construct, id: string, props: ImageDeliveryProps) {
    super(scope, id);
    const { delivery, keyArn } = props;
    const { account, region, delivery: name } = delivery.names;

    const table = new DeliveryTable(this, "table", { name, keyArn, writerArns: props.writerArns });
    const topic = new NotificationTopic(this, "topic", {
      account,
      region,
      name,
      alarmPrefix: name,
      keyArn,
      subscribers: props.subscribers,
    });
    const deployer = new Deployer(this, mainResourceId, {
      delivery,
      roleName: props.roleName,
      cleanUpName: props.cleanUpName,
      lookName: props.lookName,
      drill: props.drill,
      requestName: props.requestName,
      requestRoleName: props.requestRoleName,
      logGroupName: props.logGroupName,
      logRetentionDays: props.logRetentionDays,
      keyArn,
    });
    const triggers = new DeliveryTriggers(this, "trigger", {
      delivery,
      machineArn: deployer.arn,
      cleanUpMachineArn: deployer.cleanUpArn,
      cleanUpRoleName: props.cleanUpRoleName,
      lookMachineArn: deployer.lookArn,
      lookName: props.lookName,
      lookRoleName: props.lookRoleName,
      roleName: props.starterRoleName,
      cleanUpName: props.cleanUpName,
      undeliveredName: props.undeliveredName,
      reconcileMinutes: props.reconcileMinutes,
      keyArn,
    });
    new DeliveryAlarms(this, "alarm", {
      namePrefix: name,
      machineArns: { deployer: deployer.arn, cleanUp: deployer.cleanUpArn },
      undeliveredQueueName: triggers.undeliveredQueueName,
      topicArn: topic.arn,
      descriptions: props.alarmDescriptions,
    });

    this.topicArn = topic.arn;
    this.tableArn = table.arn;
  }
}
