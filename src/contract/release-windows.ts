/** Days as a window names them, in the order of the week. */
export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** Times of a week, UTC, in which something may be released. */
export interface ReleaseWindow {
  /** Days on which it opens. */
  readonly days: readonly (typeof weekdays)[number][];
  /** When it opens, such as `08:00`. */
  readonly from: string;
  /** When it closes, such as `16:00`; a time that is not after `from` is one of the next day. `24:00` is midnight. */
  readonly to: string;
}

/** One opening of a window, in minutes. */
interface Opening {
  /** After the beginning of Monday, 0 to 10079. */
  readonly start: number;
  /** At most a day. */
  readonly length: number;
}

const day = 24 * 60;

/** Minutes of a week. */
export const week = 7 * day;

/** From the beginning of a Monday to that of 1970, a Thursday, in minutes. */
export const beforeEpoch = 3 * day;

/** Each opening of the week. UTC has no daylight-saving time, so every week is the same. */
export function openings(windows: readonly ReleaseWindow[]): readonly Opening[] {
  return windows.flatMap(({ days, from, to }) =>
    days.map((name) => {
      const [opens, closes] = [minutes(from), minutes(to)];
      return {
        start: weekdays.indexOf(name) * day + opens,
        length: closes > opens ? closes - opens : closes - opens + day,
      };
    }),
  );
}

function minutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/**
 * When the environment next opens, as an ISO time; undefined when it is open then. `from` is within, `to` is not. The deployer's own words
 * for it are in `deployer/states/hold-and-window.ts`; a test compares the two.
 */
export function opensNext(windows: readonly ReleaseWindow[], time: Date): string | undefined {
  const minute = Math.floor(time.getTime() / 60_000);
  const all = openings(windows);
  const since = (start: number) => (minute + beforeEpoch - start + week) % week;
  if (all.length === 0 || all.some(({ start, length }) => since(start) < length)) return undefined;
  const wait = Math.min(...all.map(({ start }) => week - since(start)));
  return new Date((minute + wait) * 60_000).toISOString();
}
