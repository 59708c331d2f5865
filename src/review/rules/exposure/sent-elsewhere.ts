import { ownAccounts } from "../../iam/own-accounts";
import { oncePerPlan } from "../../read/once-per-plan";
import { textOf } from "../../read/plain-value";
import { areMade, blocksBehind, changesBehind, type Plan } from "../../read/plan";
import { isEmpty, listOf, planned, prior, textsOf, UNKNOWN } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { note, type Observation, type Rule, refuse } from "../rule";
import { inWords, nameOf } from "../words";

/** Where a kind sends what it has to say, and which kind the module gives it there. */
interface Receivers {
  readonly paths: readonly (readonly (string | number)[])[];
  readonly service: string;
  readonly type: string;
  /** What it does with a receiver of another service. */
  readonly otherwise: string;
  /** Whether a bucket of this plan will do too: what is written from us-east-1 cannot go to a log group elsewhere. */
  readonly orOwnBucket?: boolean;
}

const ofAlarm: Receivers = {
  paths: [["alarm_actions"], ["ok_actions"], ["insufficient_data_actions"]],
  service: "sns",
  type: "aws_sns_topic",
  otherwise: "do more than notify",
};
const starting = {
  service: "states",
  type: "aws_sfn_state_machine",
  otherwise: "start something else than a state machine",
};
const recording = {
  service: "logs",
  type: "aws_cloudwatch_log_group",
  otherwise: "keep its record elsewhere than in a log group",
};

const recordingGlobally: Receivers = {
  ...recording,
  otherwise: "keep its record elsewhere than in a log group or a bucket of this plan",
  orOwnBucket: true,
  paths: [],
};

const receiversByType: Readonly<Record<string, Receivers>> = {
  aws_cloudwatch_metric_alarm: ofAlarm,
  aws_cloudwatch_composite_alarm: ofAlarm,
  aws_cloudwatch_event_target: { ...starting, paths: [["arn"]] },
  aws_cloudwatch_log_delivery_destination: {
    ...recordingGlobally,
    paths: [["delivery_destination_configuration", 0, "destination_resource_arn"]],
  },
  aws_db_event_subscription: { ...ofAlarm, paths: [["sns_topic"]] },
  aws_flow_log: { ...recording, paths: [["log_destination"]] },
  aws_sfn_state_machine: { ...recording, paths: [["logging_configuration", 0, "log_destination"]] },
  aws_scheduler_schedule: { ...starting, paths: [["target", 0, "arn"]] },
  aws_wafv2_web_acl_logging_configuration: {
    ...recordingGlobally,
    paths: [["log_destination_configs"]],
  },
};

/** An alarm does more than notify, an event starts something else, what is said or recorded goes elsewhere, or somebody else is notified. */
export const sentElsewhere: Rule = {
  name: "sent-elsewhere",
  class: "exposure",
  why: "An alarm can stop machines and call functions, without a role that a review would see; and another account hears of what happens here.",
  advice:
    "Notify a topic of this account. What is to act on an alarm subscribes to the topic, by a role of its own.",
  kinds: new Set([
    ...Object.keys(receiversByType),
    ...["aws_ecs_cluster", "aws_lb", "aws_sns_topic_subscription"],
  ]),
  check(change, plan): readonly Observation[] {
    if (change.type === "aws_sns_topic_subscription") return subscribed(change, plan);
    if (change.type === "aws_lb") return isWritten(change) ? visitors(change, plan) : [];
    if (change.type === "aws_ecs_cluster") return isWritten(change) ? sessions(change, plan) : [];
    const receivers = receiversByType[change.type];
    if (receivers === undefined || !isWritten(change)) return [];
    return receivers.paths.flatMap((path) => added(change, plan, path, receivers));
  },
};

function added(
  change: ResourceChange,
  plan: Plan,
  path: readonly (string | number)[],
  { service, type, otherwise, orOwnBucket = false }: Receivers,
): readonly Observation[] {
  const all = (value: unknown) => (typeof value === "string" ? [value] : listOf(value));
  const had = new Set(textsOf(all(prior(change, ...path))));
  return all(planned(change, ...path)).flatMap((receiver): readonly Observation[] => {
    if (receiver === UNKNOWN) {
      return isOfType(type, change, plan, path)
        ? []
        : [refuse(`may ${otherwise}: \`${nameOf(path)}\` is not known before the apply`)];
    }
    if (typeof receiver !== "string" || had.has(receiver)) return [];
    if (orOwnBucket && isOwnBucket(receiver, plan)) return [];
    const [, its = "", account = ""] = /^arn:[^:]*:([^:]*):[^:]*:(\d*):/.exec(receiver) ?? [];
    if (its !== service) return [refuse(`would ${otherwise}: ${receiver}`)];
    const own = ownAccounts(plan);
    return account === "" || own.size === 0 || own.has(account)
      ? []
      : [refuse(`sends to another account: ${receiver}`)];
  });
}

/** A bucket's ARN does not say whose it is; one that this plan makes or keeps is ours. */
function isOwnBucket(arn: string, plan: Plan): boolean {
  const name = /^arn:[^:]*:s3:::([^/]+)$/.exec(arn)?.[1];
  return name !== undefined && bucketNames(plan).has(name);
}

/** Whether all that it is made from are of that type; what nobody sets is the provider's to fill in. */
function isOfType(
  expected: string,
  change: ResourceChange,
  plan: Plan,
  path: readonly (string | number)[],
): boolean {
  if (!plan.configuration.sets(change.block, String(path[0]))) return true;
  const behind = blocksBehind(plan, change, ...path);
  return behind?.every(([first]) => first?.type === expected) ?? false;
}

/**
 * Who visits is written from now on into a bucket that is none of this plan's: a name does not say whose it is, and the load balancer
 * writes into another account's as well. A record that goes elsewhere than before is `audit-reduced`'s.
 */
function visitors(change: ResourceChange, plan: Plan): readonly Observation[] {
  return ["access_logs", "connection_logs"].flatMap((name): readonly Observation[] => {
    const isOff = (value: unknown) => value !== true && value !== UNKNOWN;
    if (isOff(planned(change, name, 0, "enabled"))) return [];
    const [was, bucket] = [prior(change, name, 0, "bucket"), planned(change, name, 0, "bucket")];
    if (!isOff(prior(change, name, 0, "enabled")) && !isEmpty(was)) return [];
    const isOwn =
      bucket === UNKNOWN
        ? isOfType("aws_s3_bucket", change, plan, [name, 0, "bucket"])
        : bucketNames(plan).has(bucket);
    if (isOwn) return [];
    const what =
      bucket === UNKNOWN
        ? `may write who visits into anybody's bucket: \`${name}\` is not known before the apply`
        : `writes who visits into ${inWords(bucket)}, which is no bucket of this plan (\`${name}\`)`;
    return [refuse(what, "Keep the record in the bucket that the environment makes for it.")];
  });
}

/** What people do in containers is written from now on into a bucket that is none of this plan's; one in place of another is `audit-reduced`'s. */
function sessions(change: ResourceChange, plan: Plan): readonly Observation[] {
  const path = ["configuration", 0, "execute_command_configuration", 0, "log_configuration", 0];
  const bucket = planned(change, ...path, "s3_bucket_name");
  if (isEmpty(bucket) || !isEmpty(prior(change, ...path, "s3_bucket_name"))) return [];
  const isOwn =
    bucket === UNKNOWN
      ? isOfType("aws_s3_bucket", change, plan, [...path, "s3_bucket_name"])
      : bucketNames(plan).has(bucket);
  const where =
    bucket === UNKNOWN ? "a bucket that is not known before the apply" : inWords(bucket);
  return isOwn
    ? []
    : [
        refuse(
          `writes what people do in containers into ${where}, which is no bucket of this plan`,
        ),
      ];
}

const bucketNames = oncePerPlan(
  (plan) =>
    new Set(
      plan.changes
        .filter(({ type, isData }) => type === "aws_s3_bucket" && !isData)
        .flatMap((one) => [prior(one, "bucket"), planned(one, "bucket")])
        .filter((bucket) => typeof bucket === "string"),
    ) as ReadonlySet<unknown>,
);

/** What each protocol that the module makes writes to, up to the part that says whose it is; `http` sends in plain text, others run or call. */
const placeOf: Readonly<Record<string, (endpoint: string) => string | undefined>> = {
  email: (endpoint) => /@([^@\s]+)$/.exec(endpoint)?.[1]?.toLowerCase(),
  https: (endpoint) => /^https:\/\/([^/?#@\s]+)(?:[/?#]|$)/i.exec(endpoint)?.[1]?.toLowerCase(),
  sqs: (endpoint) => /^arn:[^:]*:sqs:[^:]*:(\d{12}):/.exec(endpoint)?.[1],
};

/**
 * Somebody new who reads what alarms and the deployer say: names of resources, digests, findings of images. Of a topic that this plan
 * makes, all are new and stand in the file; one that moves is `alarm-silenced`'s.
 */
function subscribed(change: ResourceChange, plan: Plan): readonly Observation[] {
  if (change.action !== "create") return [];
  const protocol = textOf(planned(change, "protocol"));
  const endpoint = planned(change, "endpoint");
  const place = Object.hasOwn(placeOf, protocol)
    ? placeOf[protocol]?.(textOf(endpoint))
    : undefined;
  if (place === undefined)
    return [
      refuse(
        `sends messages where the module never does: ${inWords(protocol)} to ${inWords(endpoint)}`,
      ),
    ];
  if (protocol === "sqs") {
    const own = ownAccounts(plan);
    return own.size === 0 || own.has(place)
      ? []
      : [refuse(`sends messages to another account: ${inWords(endpoint)}`)];
  }
  if (areMade(changesBehind(plan, change, "topic_arn"))) return [];
  const isKnown = plan.changes.some(
    (other) =>
      other.type === change.type &&
      prior(other, "protocol") === protocol &&
      placeOf[protocol]?.(textOf(prior(other, "endpoint"))) === place,
  );
  return [
    isKnown
      ? note(`somebody else at ${place} is notified`)
      : refuse(
          `somebody is notified at ${place}, where nobody was`,
          "See who reads what is sent there; then approve it by name.",
        ),
  ];
}
