import { consolePage } from "./delivery-names";
import { besideDelivery, deliveryName } from "./names";

/** What the commands in an alarm's text refer to. */
export interface AlarmPlace {
  /** The environment, such as `shop-dev`; its service and task family have the same name. */
  readonly environment: string;
  readonly cluster: string;
  /** Identifier of the database that runs, which may be a restored one. */
  readonly database: string;
  /** Log group of the application. */
  readonly logGroup: string;
}

/** What an alarm says to people, apart from what it measures. */
interface AlarmText {
  /** The end of its name, and the name of its section in `docs/runbook.md`. */
  readonly id: string;
  /** Who is notified: `pages` wakes somebody, `mails` is read in the morning, `delivery` are the subscribers of releases. */
  readonly notifies: "pages" | "mails" | "delivery";
  /** What it means for a user of the application, in a sentence or two. */
  readonly means: string;
  /** The first command to type. */
  readonly command: (place: AlarmPlace) => string;
}

const status = ({ environment }: AlarmPlace) => `npx slipway status ${environment}`;
const log = ({ logGroup }: AlarmPlace) => `aws logs tail ${logGroup} --since 15m`;
const ringing = ({ environment }: AlarmPlace) =>
  `aws cloudwatch describe-alarms --state-value ALARM --alarm-name-prefix ${environment}-`;
const serviceEvents = ({ environment, cluster }: AlarmPlace) =>
  `aws ecs describe-services --cluster ${cluster} --services ${environment} --query 'services[0].events[:10].message'`;
const scalingActivities = ({ environment, cluster }: AlarmPlace) =>
  `aws application-autoscaling describe-scaling-activities --service-namespace ecs --resource-id service/${cluster}/${environment} --max-items 5`;
const databaseEvents = ({ database }: AlarmPlace) =>
  `aws rds describe-events --source-type db-instance --source-identifier ${database} --duration 120`;
const schedule = (name: string) => `aws scheduler get-schedule --name ${name}`;
const beside = (environment: string) => besideDelivery(deliveryName(environment));

/** Every alarm and notification that an environment can have; `docs/runbook.md` has a section for each, and a test compares the two. */
export const alarms = [
  {
    id: "down",
    notifies: "pages",
    means: "Nobody can use the application: it should run, and no task answers its health check.",
    command: status,
  },
  {
    id: "few-tasks",
    notifies: "mails",
    means:
      "The application still answers, with fewer healthy tasks than service.tasksMin for ten minutes. The next failure may be an outage.",
    command: serviceEvents,
  },
  {
    id: "errors",
    notifies: "pages",
    means: "Users see errors: the application answers too many requests with 5xx.",
    command: log,
  },
  {
    id: "load-balancer-errors",
    notifies: "pages",
    means:
      "Users see errors that the load balancer makes: tasks refuse connections, close them early, or take too long.",
    command: serviceEvents,
  },
  {
    id: "slow",
    notifies: "pages",
    means: "Users wait: one request in twenty takes longer than the limit.",
    command: ringing,
  },
  {
    id: "cpu",
    notifies: "mails",
    means:
      "The application will become slow: its tasks are short of CPU although service.tasksMax of them run.",
    command: scalingActivities,
  },
  {
    id: "memory",
    notifies: "mails",
    means: "Tasks may be killed: they are short of memory although service.tasksMax of them run.",
    command: scalingActivities,
  },
  {
    id: "database-storage",
    notifies: "pages",
    means:
      "The application will stop: the database's storage is nearly full and has not grown by itself.",
    command: ({ database }) =>
      `aws rds describe-db-instances --db-instance-identifier ${database} --query 'DBInstances[0].[DBInstanceStatus,AllocatedStorage,MaxAllocatedStorage]'`,
  },
  {
    id: "database-memory",
    notifies: "mails",
    means: "Queries will become slow, or the database restarts: its memory is nearly used up.",
    command: databaseEvents,
  },
  {
    id: "database-cpu",
    notifies: "mails",
    means: "Queries become slow: the database's CPU is busy all the time.",
    command: databaseEvents,
  },
  {
    id: "database-connections",
    notifies: "mails",
    means:
      "Requests will fail soon: the database has nearly as many connections as its class allows.",
    command: databaseEvents,
  },
  {
    id: "database-events",
    notifies: "mails",
    means:
      "RDS reports that the database failed over, failed, recovered, restarted or runs out of storage.",
    command: databaseEvents,
  },
  {
    id: "certificate",
    notifies: "mails",
    means:
      "Browsers will refuse the application on the day its certificate expires, and it was not renewed so far.",
    command: () =>
      "aws acm list-certificates --query 'CertificateSummaryList[].[DomainName,Status,NotAfter,RenewalEligibility]' --output table",
  },
  {
    id: "schedule",
    notifies: "mails",
    means:
      "Releases may stay behind: no run that the deployer's schedule started has ended for three times delivery.reconcileMinutes.",
    command: ({ environment }) => schedule(deliveryName(environment)),
  },
  {
    id: "daily-look",
    notifies: "mails",
    means:
      "Nobody may hear of new findings in what runs: for two days no daily look at it went through.",
    command: ({ environment }) => schedule(beside(environment).deliveryLook),
  },
  {
    id: "stuck-lock",
    notifies: "mails",
    means:
      "Nothing can be released or applied: the environment's lock is held for longer than any deployment may take.",
    command: status,
  },
  {
    id: "not-released",
    notifies: "mails",
    means:
      "Users keep an older version: three releases in a row were refused or failed, and none has succeeded since.",
    command: status,
  },
  {
    id: "delivery-broken-off",
    notifies: "delivery",
    means: "A deployment ended without an outcome. Users are not affected by this alone.",
    command: status,
  },
  {
    id: "delivery-undelivered",
    notifies: "delivery",
    means:
      "An event did not reach the deployer. The schedule finds the image, so it is released later.",
    command: ({ environment }) =>
      `aws sqs receive-message --message-attribute-names All --queue-url "$(aws sqs get-queue-url --queue-name ${beside(environment).deliveryUndelivered} --query QueueUrl --output text)"`,
  },
] as const satisfies readonly AlarmText[];

/** Name of one {@link AlarmText}. */
export type AlarmId = (typeof alarms)[number]["id"];

/** How errors and latency are judged: `values` of the last `of` values, each of `periodSeconds`, are beyond the limit. */
export const requestWindow = { periodSeconds: 60, values: 3, of: 5 } as const;

/** Alarms that can roll a release back: what users feel of it. */
const rolloutAlarmIds = ["errors", "load-balancer-errors", "slow"] as const satisfies AlarmId[];

/** Whether an alarm can roll a release back. */
export function watchesRollouts(id: AlarmId): boolean {
  return (rolloutAlarmIds as readonly string[]).includes(id);
}

/** End of the name of an alarm's part, which measures and notifies nobody. */
export function partOf(id: AlarmId): string {
  return `${id}-measured`;
}

/**
 * Names of the alarms by which ECS rolls a release back: the parts that measure, since it takes metric alarms. What a load balancer
 * answers itself is watched where it serves nothing else.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
 */
export function rolloutAlarmNames(
  environment: string,
  ownLoadBalancer: boolean,
): readonly string[] {
  return rolloutAlarmIds
    .filter((id) => ownLoadBalancer || id !== "load-balancer-errors")
    .map((id) => `${environment}-${partOf(id)}`);
}

/**
 * Seconds for which a rollout goes on after its last task is healthy, while ECS watches the alarms. ECS computes them from the alarms'
 * periods and evaluation periods and publishes no formula: this is the time that such an alarm looks back.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
 */
export const bakeSeconds = requestWindow.periodSeconds * requestWindow.of;

/** The text of one alarm. */
export function alarmText(id: AlarmId): AlarmText {
  const text = alarms.find((one) => one.id === id);
  if (text === undefined) throw new Error(`alarm must be one that is listed, got ${id}`);
  return text;
}

/**
 * What people read when it rings: what it means, the first command, and the address of the rest. CloudWatch takes at most 1024 characters.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export function alarmDescription(id: AlarmId, place: AlarmPlace, runbookUrl: string): string {
  const { means, command } = alarmText(id);
  return `${means}\nFirst: ${command(place)}\nThen: ${runbookUrl}#${id}`;
}

/** The page on which the alarms' figures are drawn. */
export function dashboardUrl(region: string, name: string): string {
  return consolePage(region, "cloudwatch", `dashboards/dashboard/${name}`);
}

/** Where the deployer and people put figures of their own. */
export const ownMetrics = {
  namespace: "Slipway",
  /** 1 while people work on the environment: its alarms then notify nobody. */
  maintenance: "Maintenance",
  /** Seconds for which the environment's lock has been held; 0 while it is free. Once each run of the deployer's schedule. */
  lockSeconds: "LockSeconds",
  /** How many releases in a row were refused or failed; 0 with each that succeeds. Once each release that ends. */
  notReleased: "NotReleasedInARow",
  /** 1 with each release that succeeds. */
  released: "Released",
  /** The dimension that says whose figure it is. */
  dimension: "Environment",
} as const;
