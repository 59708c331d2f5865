import { textOf } from "../read/plain-value";

const minutesByUnit: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 };

/**
 * Minutes between two runs of `rate(15 minutes)`; undefined for a timetable (`cron(…)`), a single run (`at(…)`) and what
 * cannot be read. @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function intervalMinutes(expression: unknown): number | undefined {
  const [, count, unit = ""] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(textOf(expression)) ?? [];
  const minutes = minutesByUnit[unit];
  return minutes === undefined ? undefined : Number(count) * minutes;
}
