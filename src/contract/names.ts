import { globalArnIn, type Place } from "../base/arns";

/** Ending of the name of the role with which a promotion reads an environment in another account. */
export const promotionReaderEnding = "-promotion-reader";

/** Port of the database that the module makes, and of those that are restored from its snapshots. */
export const postgresPort = 5432;

/** Host of GitHub's identity provider for Actions. */
export const githubIssuer = "token.actions.githubusercontent.com";

/** Every name that the module gives to something in AWS, from the application's and the environment's name alone. */
export interface Names {
  /** `<application>-<environment>`: the environment's name, its file's name, and the beginning of most names below. */
  readonly prefix: string;
  readonly cluster: string;
  readonly service: string;
  readonly taskFamily: string;
  readonly container: string;
  /** SSM parameter that holds the released digest. */
  readonly imagePointer: string;
  readonly appLogGroup: string;
  readonly clusterExecLogGroup: string;
  readonly loadBalancer: string;
  /** At most six characters; AWS adds the rest, so that a replacement can exist beside what it replaces. */
  readonly targetGroupPrefix: string;
  readonly accessLogBucket: string;
  /** Web ACL, and the policy that lets it write its log. */
  readonly firewall: string;
  /** Begins as AWS WAF demands. */
  readonly firewallLogGroup: string;
  /** Pages of the frontend. */
  readonly siteBucket: string;
  /** Logs of the frontend's distribution and firewall; begins as AWS WAF demands. */
  readonly frontendLogBucket: string;
  /** What CloudFront has of the frontend, and its web ACL. */
  readonly frontend: string;
  /** What CloudFront runs on each request for pages. */
  readonly siteFunction: string;
  readonly flowLogRole: string;
  readonly flowLogGroup: string;
  /** Who connected to the VPN. */
  readonly vpnLogGroup: string;
  readonly keyAlias: string;
  /** Of the first database; also the beginning of the names around each that is restored later. */
  readonly databaseIdentifier: string;
  readonly executionRole: string;
  readonly taskRole: string;
  readonly databaseMonitoringRole: string;
  readonly deliveryRole: string;
  readonly deliveryEventsRole: string;
  /** Of the rule that starts the clean-up of an execution that broke off. */
  readonly deliveryCleanUpRole: string;
  /** Of the machine through which pipelines start the deployer. */
  readonly deliveryRequestRole: string;
  /** Of the schedule that starts the daily look. */
  readonly deliveryLookRole: string;
  /** Policy of the developers who push. */
  readonly developersPolicy: string;
  readonly testerRole: string;
  readonly promoterRole: string;
  /** Of people who waive findings at run time. */
  readonly waiversRole: string;
  /** Of who may hold the environment. */
  readonly operatorRole: string;
  /** Of who may connect to the database through a task, and the document of Systems Manager that says where to. */
  readonly databaseClientRole: string;
  readonly databaseSession: string;
  /** Of who may publish the frontend. */
  readonly publisherRole: string;
  /** Of who may restore snapshots. */
  readonly restorerRole: string;
  /** Of the machine that runs a drill's command, and with which ECS starts that. */
  readonly drillRole: string;
  readonly drillExecutionRole: string;
  /** Of who may run a command in a task of its own. */
  readonly taskRunnerRole: string;
  /** Read by the promoter of another account. */
  readonly promotionReaderRole: string;
  /** Roles of GitHub's workflows. */
  readonly githubDeployRole: string;
  readonly planRole: string;
  readonly applyRole: string;
  /** State machine, topic, table, schedule and rule of delivery. */
  readonly delivery: string;
  readonly deliveryLogGroup: string;
  /** Rule that starts the clean-up of an execution that broke off. */
  readonly deliveryCleanUp: string;
  /** Machine through which pipelines start the deployer. */
  readonly deliveryRequest: string;
  /** Machine and schedule of the daily look. */
  readonly deliveryLook: string;
  /** Machine that runs a drill's command, and family of its task. */
  readonly deliveryDrill: string;
  readonly drillFamily: string;
  /** Queue of events that could not be delivered to the deployer. */
  readonly deliveryUndelivered: string;
  /** Topics of who is woken, and of who gets mail. */
  readonly pages: string;
  readonly mails: string;
  readonly dashboard: string;
  /** RDS' own subscription to the database's events. */
  readonly databaseEvents: string;
  /** Name in Secrets Manager of one variable's secret. */
  readonly secret: (variable: string) => string;
  readonly databasePasswordSecret: string;
  /** Name in Secrets Manager of the URL of a database that was restored. */
  readonly restoredSecret: (databaseIdentifier: string) => string;
  /** Key of the state in its bucket. */
  readonly stateKey: string;
}

/** The part of an environment's file that its names are made from. */
interface NamedEnvironment {
  readonly application: string;
  readonly environment: string;
  /** AWS account, 12 digits. */
  readonly account: string;
  readonly region: string;
}

/** ARN of a role of an environment, or of a policy of its own; `iamPath` is `access.iamPath` of its file. */
export function iamArn(
  place: Place,
  kind: "role" | "policy",
  iamPath: string | undefined,
  name: string,
): string {
  return globalArnIn(place, "iam", `${kind}${iamPath ?? "/"}${name}`);
}

/** `<application>-<environment>`: the name of the environment and of its file. */
export function environmentName(
  environment: Pick<NamedEnvironment, "application" | "environment">,
): string {
  return `${environment.application}-${environment.environment}`;
}

/** Name of the deployer of an environment such as `shop-dev`, and of its table, topic, schedule and rule. */
export function deliveryName(environment: string): string {
  return `${environment}-delivery`;
}

/** Names of what stands beside the deployer of this name: the machines of the same name, the schedule of the daily look, the queue. */
export function besideDelivery(delivery: string) {
  return {
    deliveryCleanUp: `${delivery}-clean-up`,
    deliveryRequest: `${delivery}-request`,
    deliveryLook: `${delivery}-look`,
    deliveryDrill: `${delivery}-drill`,
    deliveryUndelivered: `${delivery}-undelivered`,
  } as const;
}

/** Derives the names; nothing else in the module invents one. */
export function namesOf(environment: NamedEnvironment): Names {
  const { application, account, region } = environment;
  const prefix = environmentName(environment);
  const delivery = deliveryName(prefix);
  return {
    prefix,
    cluster: prefix,
    service: prefix,
    taskFamily: prefix,
    container: "app",
    imagePointer: `/${application}/${environment.environment}/image`,
    appLogGroup: `/slipway/${prefix}/app`,
    clusterExecLogGroup: `/slipway/${prefix}/exec`,
    loadBalancer: prefix,
    targetGroupPrefix: `${prefix.slice(0, 5).replace(/-$/, "")}-`,
    accessLogBucket: `${prefix}-alb-logs-${account}-${region}`,
    firewall: `${prefix}-firewall`,
    firewallLogGroup: `aws-waf-logs-${prefix}`,
    siteBucket: `${prefix}-site-${account}-${region}`,
    frontendLogBucket: `aws-waf-logs-${prefix}-${account}-${region}`,
    frontend: `${prefix}-frontend`,
    siteFunction: `${prefix}-pages`,
    flowLogRole: `${prefix}-flow-logs`,
    flowLogGroup: `/slipway/${prefix}/flow`,
    vpnLogGroup: `/slipway/${prefix}/vpn`,
    keyAlias: `alias/${prefix}`,
    databaseIdentifier: prefix,
    executionRole: `${prefix}-execution`,
    taskRole: `${prefix}-task`,
    databaseMonitoringRole: `${prefix}-database-monitoring`,
    deliveryRole: `${prefix}-delivery`,
    deliveryEventsRole: `${prefix}-delivery-events`,
    deliveryCleanUpRole: `${prefix}-delivery-clean-up`,
    deliveryRequestRole: `${prefix}-delivery-request`,
    deliveryLookRole: `${prefix}-delivery-look`,
    developersPolicy: `${prefix}-developers`,
    testerRole: `${prefix}-tester`,
    promoterRole: `${prefix}-promoter`,
    waiversRole: `${prefix}-waivers`,
    operatorRole: `${prefix}-operator`,
    databaseClientRole: `${prefix}-database-client`,
    databaseSession: `${prefix}-database`,
    publisherRole: `${prefix}-publisher`,
    restorerRole: `${prefix}-restorer`,
    drillRole: `${prefix}-drill`,
    drillExecutionRole: `${prefix}-drill-execution`,
    taskRunnerRole: `${prefix}-task-runner`,
    promotionReaderRole: `${prefix}${promotionReaderEnding}`,
    githubDeployRole: `${prefix}-github-deploy`,
    planRole: `${prefix}-plan`,
    applyRole: `${prefix}-apply`,
    delivery,
    ...besideDelivery(delivery),
    drillFamily: `${prefix}-drill`,
    deliveryLogGroup: `/aws/vendedlogs/states/${delivery}`,
    pages: `${prefix}-pages`,
    mails: `${prefix}-mails`,
    dashboard: prefix,
    databaseEvents: `${prefix}-database`,
    secret: (variable) => `${prefix}/${variable}`,
    databasePasswordSecret: `${prefix}/database-password`,
    restoredSecret: (databaseIdentifier) => `${prefix}/restored/${databaseIdentifier}`,
    stateKey: `${prefix}/terraform.tfstate`,
  };
}
