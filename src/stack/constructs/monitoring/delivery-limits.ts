import type { AlarmLimit } from "./limits";
import type { Metrics } from "./metrics";

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Releases in a row that come to nothing before it rings: one bad image is the developer's own to correct, and is reported to him. */
const notReleasedInARow = 3;

/**
 * What the deployer publishes of itself: a lock that is older than any execution may be, and releases that come to nothing one after another.
 * Both are published now and then, so whatever was true before stays true until they are published again; that the schedule is dead has an
 * alarm of its own.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function deliveryLimits(metrics: Metrics, lockLimitSeconds: number): AlarmLimit[] {
  const once = {
    periodSeconds: 5 * minute,
    beyond: { values: 1, of: 1 },
    missing: "ignore",
  } as const;
  return [
    {
      id: "stuck-lock",
      measured: metrics.lockSeconds,
      limit: { above: lockLimitSeconds },
      ...once,
    },
    {
      id: "not-released",
      measured: metrics.notReleased,
      limit: { atLeast: notReleasedInARow },
      ...once,
    },
  ];
}

/**
 * Neither of the last two daily looks went through, or none was started: two days and an hour for each, in hours, since CloudWatch looks back seven days by periods of an hour
 * and more. One that fails says so itself, and the next may go through. A look that was just switched on where something runs rings until its first run.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export function dailyLookLimit(metrics: Metrics): AlarmLimit {
  return {
    id: "daily-look",
    measured: metrics.looks,
    periodSeconds: hour,
    beyond: { values: 50, of: 50 },
    limit: { below: 1 },
    missing: "breaching", // Step Functions reports what succeeded, and nothing where nothing does
    whileMeantToRun: true, // a new environment has had no look yet, and nothing to look at
  };
}

/**
 * The deployer's schedule is dead. A run that it started publishes at its end how long the lock is held, and no other run does: so pushes that start the
 * deployer do not hide it. Three periods; those of a slow schedule in hours, since CloudWatch looks back a day, and seven days by periods of an hour and more.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export function scheduleLimit(metrics: Metrics, reconcileMinutes: number): AlarmLimit {
  const seconds = reconcileMinutes * minute;
  const isQuick = 3 * seconds <= day;
  const values = isQuick ? 3 : Math.ceil((3 * seconds) / hour);
  return {
    id: "schedule",
    measured: metrics.scheduledRuns,
    periodSeconds: isQuick ? seconds : hour,
    beyond: { values, of: values },
    limit: { below: 1 },
    missing: "breaching", // nothing is published where nothing runs
    whileMeantToRun: true, // a new environment has not had a run yet
  };
}
