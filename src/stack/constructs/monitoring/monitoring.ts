import { Construct } from "constructs";
import { CloudwatchCompositeAlarm } from "#aws/cloudwatch-composite-alarm";
import { DbEventSubscription } from "#aws/db-event-subscription";
import { arnIn, type Place } from "../../../base/arns";
import type { PolicyStatement } from "../../../base/policy";
import type { Subscriber } from "../../../config/subscribers";
import {
  type AlarmId,
  type AlarmPlace,
  alarmDescription,
  alarmText,
  partOf,
  watchesRollouts,
} from "../../../contract/alarms";
import { literal } from "../../overrides";
import { NotificationTopic } from "../notification-topic";
import { Dashboard } from "./dashboard";
import { dailyLookLimit, deliveryLimits, scheduleLimit } from "./delivery-limits";
import {
  type AlarmLimit,
  certificateLimit,
  type DatabaseLimits,
  databaseLimits,
  meantToRun,
  noHealthyTask,
  type RequestLimits,
  requestLimits,
  type TaskLimits,
  taskLimits,
  underMaintenance,
} from "./limits";
import { type Limit, MeasuredAlarm } from "./measured-alarm";
import { type Metrics, metricsOf, type Watched } from "./metrics";
import { RingingAlarm } from "./ringing-alarm";

/** Properties of {@link Monitoring}. */
interface MonitoringProps extends Place {
  /** What CloudWatch calls the parts of the environment. */
  readonly watched: Watched;
  /** Log group of the application, for the commands in the alarms' texts. */
  readonly logGroupName: string;
  /** Names of the topics. */
  readonly topicNames: { readonly pages: string; readonly mails: string };
  /** Name of RDS' subscription to the database's events. */
  readonly databaseEventsName: string;
  /** Name of the dashboard. */
  readonly dashboardName: string;
  /** Where people read the runbook. */
  readonly runbookUrl: string;
  /** Who is woken. */
  readonly pages: readonly Subscriber[];
  /** Who gets mail. */
  readonly mails: readonly Subscriber[];
  /** What users feel. */
  readonly requests: RequestLimits;
  /** How many tasks there are, and what they may be short of. */
  readonly tasks: TaskLimits;
  /** When the database is close to what it can do; undefined where it is not of this environment's own. */
  readonly database: (DatabaseLimits & { readonly identifier: string }) | undefined;
  /** Whether the load balancer serves nothing else. */
  readonly ownLoadBalancer: boolean;
  /** ARN of the certificate of the host name. */
  readonly certificateArn: string;
  /** Days before it expires at which it rings, 1 to 90. */
  readonly certificateDays: number;
  /** Minutes between two runs of the deployer's schedule, 5 to 1440. */
  readonly reconcileMinutes: number;
  /** Whether what runs is looked at once a day. */
  readonly dailyLook: boolean;
  /** Seconds after which an execution of the deployer is given up: a lock that is held for longer is stuck. */
  readonly lockLimitSeconds: number;
  /** Whether the file asks for maintenance. */
  readonly maintenance: boolean;
  /** ARN of the key that encrypts the topics. */
  readonly keyArn: string;
}

/**
 * What wakes people and what mails them. Each alarm is a pair: a part that measures and notifies nobody, and one that rings with it. An
 * environment that is down or under maintenance silences all other alarms: one page says what is wrong, not ten.
 * `docs/runbook.md` says what to do.
 */
export class Monitoring extends Construct {
  /** Names of the alarms by which a release can be rolled back; what names one is made after it. */
  readonly rolloutAlarmNames: readonly string[];

  private readonly props: MonitoringProps;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    this.props = props;
    const metrics = metricsOf(props.watched);
    const pages = this.topic("pages", []);
    const mails = this.topic("mails", props.database ? [this.eventsOfDatabase()] : []);
    const topicArns = { pages: pages.arn, mails: mails.arn };

    const maintenance = this.measured("maintenance", {
      ...underMaintenance(metrics, props.maintenance),
      description: props.maintenance
        ? "The environment's file asks for maintenance: its alarms notify nobody."
        : "People work on the environment: its alarms notify nobody, for about an hour.",
    });
    const running = this.measured("meant-to-run", {
      ...meantToRun(metrics),
      description: "The service is meant to have tasks: this rings all day, and notifies nobody.",
    });
    const noTask = this.measured("no-healthy-task", {
      ...noHealthyTask(metrics),
      description: `No task answers its health check. Part of ${this.nameOf("down")}.`,
    });
    const down = this.ringing("down", {
      all: [noTask.alarmName, running.alarmName],
      topicArns,
      silencedBy: maintenance.alarmName,
    });
    const silence = new CloudwatchCompositeAlarm(this, "silence", {
      alarmName: this.nameOf("silence"),
      alarmDescription:
        "Silences every other alarm: the environment is down, or people work on it.",
      alarmRule: `ALARM("${down.alarmName}") OR ALARM("${maintenance.alarmName}")`,
    });

    const others = this.limits(metrics).map((limit) => {
      const part = this.measured(partOf(limit.id), {
        ...limit,
        description: `Part of ${this.nameOf(limit.id)}, which notifies people.`,
      });
      const ringing = this.ringing(limit.id, {
        all: [part.alarmName, ...(limit.whileMeantToRun ? [running.alarmName] : [])],
        topicArns,
        silencedBy: silence.alarmName,
      });
      return { id: limit.id, part, ringing };
    });
    this.rolloutAlarmNames = others
      .filter(({ id }) => watchesRollouts(id))
      .map(({ part }) => part.alarmName);
    new Dashboard(this, "dashboard", {
      name: props.dashboardName,
      region: props.region,
      metrics,
      alarmArns: [down, ...others.map(({ ringing }) => ringing)].map(({ arn }) => arn),
      database: props.database !== undefined,
    });
    if (props.database) this.mailDatabaseEvents(props.database.identifier, mails);
  }

  /** Every alarm but `down`, which silences these. */
  private limits(metrics: Metrics): readonly AlarmLimit[] {
    const { props } = this;
    return [
      ...requestLimits(metrics, props.requests, props.ownLoadBalancer),
      ...taskLimits(metrics, props.tasks),
      ...(props.database ? databaseLimits(metrics, props.database) : []),
      certificateLimit(props.certificateArn, props.certificateDays),
      scheduleLimit(metrics, props.reconcileMinutes),
      ...(props.dailyLook ? [dailyLookLimit(metrics)] : []),
      ...deliveryLimits(metrics, props.lockLimitSeconds),
    ];
  }

  private mailDatabaseEvents(identifier: string, mails: NotificationTopic): void {
    new DbEventSubscription(this, "database_events", {
      name: this.props.databaseEventsName,
      snsTopic: mails.arn,
      sourceType: "db-instance",
      sourceIds: [identifier],
      eventCategories: [...databaseEvents],
      dependsOn: [mails.policy], // RDS tries to publish before it accepts the topic
    });
  }

  private topic(
    kind: "pages" | "mails",
    publishers: readonly PolicyStatement[],
  ): NotificationTopic {
    const { account, region, keyArn, watched, topicNames } = this.props;
    return new NotificationTopic(this, kind, {
      ...{ account, region, keyArn, publishers },
      name: topicNames[kind],
      alarmPrefix: watched.environment,
      subscribers: this.props[kind],
    });
  }

  /** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.GrantingPermissions.html */
  private eventsOfDatabase(): PolicyStatement {
    const { props } = this;
    return {
      Sid: "EventsOfTheDatabase",
      Effect: "Allow",
      Principal: { Service: "events.rds.amazonaws.com" },
      Action: "sns:Publish",
      Resource: arnIn(props, "sns", props.topicNames.mails),
      Condition: {
        StringEquals: { "aws:SourceAccount": props.account },
        ArnLike: {
          "aws:SourceArn": [
            arnIn(props, "rds", `db:${props.watched.database}`),
            arnIn(props, "rds", `es:${props.databaseEventsName}`),
          ],
        },
      },
    };
  }

  private measured(end: string, how: Limit & { readonly description: string }): MeasuredAlarm {
    return new MeasuredAlarm(this, idOf(end), { ...how, name: this.nameOf(end) });
  }

  private ringing(
    id: AlarmId,
    how: {
      readonly all: readonly string[];
      readonly topicArns: { readonly pages: string; readonly mails: string };
      readonly silencedBy: string;
    },
  ): RingingAlarm {
    const { watched, logGroupName, runbookUrl } = this.props;
    const { environment, cluster, database } = watched;
    const place: AlarmPlace = { environment, cluster, database, logGroup: logGroupName };
    const topic = alarmText(id).notifies === "pages" ? "pages" : "mails";
    return new RingingAlarm(this, idOf(id), {
      name: this.nameOf(id),
      description: alarmDescription(id, place, literal(runbookUrl)),
      all: how.all,
      topicArn: how.topicArns[topic],
      silencedBy: how.silencedBy,
    });
  }

  private nameOf(end: string): string {
    return `${this.props.watched.environment}-${end}`;
  }
}

/** Construct ids have underscores where names have hyphens. */
function idOf(end: string): string {
  return end.replaceAll("-", "_");
}

/** What RDS reports of an instance that somebody should know in the morning. @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html */
const databaseEvents = ["availability", "failover", "failure", "low storage", "recovery"] as const;
