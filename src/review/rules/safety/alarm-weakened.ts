import { ownMetrics } from "../../../contract/alarms";
import { databaseConnections, databaseMemoryBytes } from "../../../contract/database-class";
import { endsUnderMaintenance } from "../../network/maintenance";
import { numberOf, textOf } from "../../read/plain-value";
import type { Plan } from "../../read/plan";
import { isEmpty, planned, prior, UNKNOWN } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { sameValue } from "../../read/same-value";
import { note, type Observation, type Rule, refuse } from "../rule";
import { fromTo } from "../words";

/** What is watched, or counted: another value, and it is another question. */
const watchedByType: Readonly<Record<string, readonly string[]>> = {
  aws_cloudwatch_metric_alarm: [
    "metric_name",
    "namespace",
    "dimensions",
    "statistic",
    "extended_statistic",
    "period",
    "unit",
    "metric_query",
    "threshold_metric_id",
    "evaluate_low_sample_count_percentiles",
  ],
  aws_cloudwatch_composite_alarm: ["alarm_rule", "actions_suppressor"],
};

/** An alarm rings later than it did, or at something else. */
export const alarmWeakened: Rule = {
  name: "alarm-weakened",
  class: "safety",
  why: "An alarm that is there and does not ring is worse than none: everybody believes that it would.",
  advice:
    "Correct what rings too often. If the limit was wrong, approve it with the number that the service is held to.",
  kinds: new Set(Object.keys(watchedByType)),
  check(change, plan): readonly Observation[] {
    const watched = watchedByType[change.type];
    if (watched === undefined || change.before === undefined || !isWritten(change)) return [];
    return [
      ...watched
        .filter((name) => differs(change, plan, name))
        .map((name) =>
          followsTasks(change, plan, name)
            ? note(
                `counts by the greatest number of tasks, which changes too: ${fromTo(change, name)}`,
              )
            : refuse(`watches something else: ${fromTo(change, name)}`),
        ),
      ...(change.type === "aws_cloudwatch_metric_alarm"
        ? isSilencer(change)
          ? silencesMore(change, plan)
          : ringsLater(change, plan)
        : []),
    ];
  },
};

/** The alarm whose ringing silences the environment's others: for it, to ring earlier is the weaker. */
function isSilencer(change: ResourceChange): boolean {
  return [prior, planned].some(
    (of) =>
      of(change, "namespace") === ownMetrics.namespace &&
      of(change, "metric_name") === ownMetrics.maintenance,
  );
}

function silencesMore(change: ResourceChange, plan: Plan): readonly Observation[] {
  const limits = ["comparison_operator", "threshold", "evaluation_periods", "datapoints_to_alarm"];
  const missing = "treat_missing_data";
  const ends = planned(change, missing) === "notBreaching";
  return [
    ...limits
      .filter((name) => differs(change, plan, name))
      .map((name) =>
        refuse(`silences the other alarms at something else: ${fromTo(change, name)}`),
      ),
    ...(differs(change, plan, missing) && !ends
      ? [
          endsUnderMaintenance(plan)
            ? note("silences the other alarms while the page of maintenance answers")
            : refuse(
                `silences the other alarms although no page of maintenance answers: ${fromTo(change, missing)}`,
              ),
        ]
      : []),
  ];
}

function ringsLater(change: ResourceChange, plan: Plan): readonly Observation[] {
  const differ = (...names: string[]) => names.filter((name) => differs(change, plan, name));
  const limit = differ("comparison_operator", "threshold");
  const missing = differ("treat_missing_data");
  const found: string[] = [];
  const [was, will] = [prior, planned].map(
    (of) => [of(change, "comparison_operator"), of(change, "threshold")] as const,
  );
  const isFollowing = followsInstance(change, plan);
  if (was && will && !ringsAsEarly(was, will) && !isFollowing) found.push(...limit);
  if (!isAsQuick(change)) found.push(...differ("evaluation_periods", "datapoints_to_alarm"));
  if (planned(change, "treat_missing_data") !== "breaching") found.push(...missing);
  return [
    ...found.map((name) => refuse(`may ring later or not at all: ${fromTo(change, name)}`)),
    ...(isFollowing ? limit : []).map((name) =>
      note(
        `is a share of what the database's class can do, which changes too: ${fromTo(change, name)}`,
      ),
    ),
  ];
}

/** What a database's class has of what an alarm counts. */
const capacityByMetric: Readonly<Record<string, (instanceClass: string) => number | undefined>> = {
  DatabaseConnections: databaseConnections,
  FreeableMemory: databaseMemoryBytes,
};

/**
 * Whether an alarm on a database has another threshold that is the same share of what the class has, in a plan that gives the database another
 * class: the change of the class is judged by itself.
 */
function followsInstance(change: ResourceChange, plan: Plan): boolean {
  if (planned(change, "namespace") !== "AWS/RDS" || differs(change, plan, "comparison_operator"))
    return false;
  const capacityOf = capacityByMetric[textOf(planned(change, "metric_name"))];
  const [was, will] = [prior, planned].map((of) => numberOf(of(change, "threshold")));
  const identifier = planned(change, "dimensions", "DBInstanceIdentifier");
  const database = plan.changes.find(
    (other) => other.type === "aws_db_instance" && prior(other, "identifier") === identifier,
  );
  if (!capacityOf || !database || was === undefined || will === undefined) return false;
  const [before, after] = [prior, planned].map((of) =>
    capacityOf(textOf(of(database, "instance_class"))),
  );
  if (before === undefined || after === undefined || before === after) return false;
  return Math.abs(will * before - was * after) <= Math.max(before, after); // both are rounded down
}

/** Whether an expression differs only in the greatest number of tasks, which the plan changes at the service's scaling alike. */
function followsTasks(change: ResourceChange, plan: Plan, name: string): boolean {
  if (name !== "metric_query") return false;
  const [was, will] = [prior(change, name), planned(change, name)].map((query) =>
    JSON.stringify(query),
  );
  return plan.changes.some((other) => {
    if (other.type !== "aws_appautoscaling_target") return false;
    const [before, after] = [prior(other, "max_capacity"), planned(other, "max_capacity")];
    return before !== after && will === was?.replaceAll(`>= ${before},`, `>= ${after},`);
  });
}

/**
 * M out of N: wherever M of N values are beyond the limit, there must be as many of the new ones among fewer. Without
 * `datapoints_to_alarm` all of them must be.
 */
function isAsQuick(change: ResourceChange): boolean {
  const [was, will] = [prior, planned].map((of) => {
    const among = numberOf(of(change, "evaluation_periods")) ?? Number.NaN;
    const datapoints = of(change, "datapoints_to_alarm");
    const isAll = isEmpty(datapoints) || datapoints === 0;
    return { among, needed: isAll ? among : (numberOf(datapoints) ?? Number.NaN) };
  });
  if (!was || !will) return false;
  return will.needed <= was.needed && will.among - will.needed >= was.among - was.needed;
}

/** Whether it changes. What is not known and nobody sets is filled in by the provider. */
function differs(change: ResourceChange, plan: Plan, name: string): boolean {
  const will = planned(change, name);
  if (will === UNKNOWN && !plan.configuration.sets(change.block, name)) return false;
  return !sameValue(prior(change, name), will);
}

/** A limit of a CloudWatch alarm: it rings on one side of a number. */
interface Limit {
  readonly side: "above" | "below";
  readonly number: number;
  /** Whether the number itself rings. */
  readonly isIncluded: boolean;
}

/**
 * Whether an alarm with the second limit rings at every value at which one with the first does. An operator of anomaly
 * detection, which compares with a band, cannot be known; neither can what is not known yet.
 */
function ringsAsEarly(
  [wasOperator, wasThreshold]: readonly [unknown, unknown],
  [operator, threshold]: readonly [unknown, unknown],
): boolean {
  const [was, will] = [limitOf(wasOperator, wasThreshold), limitOf(operator, threshold)];
  if (!was || !will || was.side !== will.side) return false;
  if (was.number === will.number) return will.isIncluded || !was.isIncluded;
  return was.side === "above" ? will.number < was.number : will.number > was.number;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
function limitOf(operator: unknown, threshold: unknown): Limit | undefined {
  const [, side, included] =
    /^(Greater|Less)Than(OrEqualTo)?Threshold$/.exec(textOf(operator)) ?? [];
  const number = numberOf(threshold);
  if (side === undefined || number === undefined) return undefined;
  return {
    side: side === "Greater" ? "above" : "below",
    number,
    isIncluded: included !== undefined,
  };
}
