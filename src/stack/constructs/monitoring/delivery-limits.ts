import type { AlarmLimit } from "./limits";
import type { Metrics } from "./metrics";

/** Releases in a row that come to nothing before it rings: one bad image is the developer's own to mend, and is reported to him. */
const notReleasedInARow = 3;

/**
 * What the deployer publishes of itself: a lock that is older than any execution may be, and releases that come to nothing one after another.
 * Both are published now and then, so whatever was true before stays true until they are published again; that the schedule is dead has an
 * alarm of its own.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function deliveryLimits(metrics: Metrics, lockLimitSeconds: number): AlarmLimit[] {
  const once = {
    periodSeconds: 300,
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
    periodSeconds: 3600,
    beyond: { values: 50, of: 50 },
    limit: { below: 1 },
    missing: "breaching", // Step Functions reports what succeeded, and nothing where nothing does
    whileMeantToRun: true, // a new environment has had no look yet, and nothing to look at
  };
}
