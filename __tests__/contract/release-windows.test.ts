import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { opensNext, type ReleaseWindow, weekdays } from "../../src/contract/release-windows";
import { opensNextCode } from "../../src/deployer/states/hold-and-window";
import { evaluate } from "../deployer/support/reference";

/** What the machine says when its clock shows this time. */
async function machineSays(windows: readonly ReleaseWindow[], time: string): Promise<unknown> {
  const states = { context: { State: { EnteredTime: time } } };
  return evaluate(opensNextCode(windows).text, { variables: {}, states });
}

const office: readonly ReleaseWindow[] = [
  { days: ["mon", "tue", "wed", "thu", "fri"], from: "08:00", to: "16:00" },
];
const night: readonly ReleaseWindow[] = [{ days: ["tue", "sun"], from: "22:30", to: "02:15" }];
const allSunday: readonly ReleaseWindow[] = [{ days: ["sun"], from: "00:00", to: "24:00" }];
const always: readonly ReleaseWindow[] = [{ days: [...weekdays], from: "00:00", to: "24:00" }];
const untilMidnight: readonly ReleaseWindow[] = [{ days: ["wed"], from: "20:00", to: "00:00" }];
const roundTheClock: readonly ReleaseWindow[] = [{ days: ["mon"], from: "08:00", to: "08:00" }];
const twice: readonly ReleaseWindow[] = [
  { days: ["fri"], from: "12:00", to: "13:00" },
  { days: ["thu"], from: "09:00", to: "09:01" },
];

// 30 November 2026 is a Monday.
const cases: readonly (readonly [
  what: string,
  windows: readonly ReleaseWindow[],
  time: string,
  opens: string | undefined,
])[] = [
  ["just before it opens", office, "2026-11-30T07:59:59.999Z", "2026-11-30T08:00:00.000Z"],
  ["as it opens", office, "2026-11-30T08:00:00.000Z", undefined],
  ["in its last moment", office, "2026-11-30T15:59:59.999Z", undefined],
  ["as it closes", office, "2026-11-30T16:00:00.000Z", "2026-12-01T08:00:00.000Z"],
  ["on Friday evening", office, "2026-12-04T16:00:00.000Z", "2026-12-07T08:00:00.000Z"],
  ["on Sunday's last moment", office, "2026-12-06T23:59:59.999Z", "2026-12-07T08:00:00.000Z"],
  ["on Monday's first moment", office, "2026-12-07T00:00:00.000Z", "2026-12-07T08:00:00.000Z"],
  ["before midnight", night, "2026-12-01T23:59:59.999Z", undefined],
  ["after midnight", night, "2026-12-02T00:00:00.000Z", undefined],
  ["in its last moment after midnight", night, "2026-12-02T02:14:59.999Z", undefined],
  ["as it closes after midnight", night, "2026-12-02T02:15:00.000Z", "2026-12-06T22:30:00.000Z"],
  ["over the end of the week", night, "2026-12-07T00:00:00.000Z", undefined],
  ["as it closes in the next week", night, "2026-12-07T02:15:00.000Z", "2026-12-08T22:30:00.000Z"],
  ["just before a whole day", allSunday, "2026-12-05T23:59:59.999Z", "2026-12-06T00:00:00.000Z"],
  ["on a whole day", allSunday, "2026-12-06T23:59:59.999Z", undefined],
  ["after a whole day", allSunday, "2026-12-07T00:00:00.000Z", "2026-12-13T00:00:00.000Z"],
  ["at any time of a whole week", always, "2026-12-07T00:00:00.000Z", undefined],
  ["just before midnight closes it", untilMidnight, "2026-12-02T23:59:59.999Z", undefined],
  ["as midnight closes it", untilMidnight, "2026-12-03T00:00:00.000Z", "2026-12-09T20:00:00.000Z"],
  ["within 24 hours", roundTheClock, "2026-12-01T07:59:59.999Z", undefined],
  ["after 24 hours", roundTheClock, "2026-12-01T08:00:00.000Z", "2026-12-07T08:00:00.000Z"],
  ["before the sooner of two", twice, "2026-12-03T09:01:00.000Z", "2026-12-04T12:00:00.000Z"],
  ["in the second of two", twice, "2026-12-03T09:00:59.999Z", undefined],
  ["in a night without an hour", office, "2026-03-29T01:30:00.000Z", "2026-03-30T08:00:00.000Z"],
  ["over the end of a year", allSunday, "2026-12-31T23:59:59.999Z", "2027-01-03T00:00:00.000Z"],
  ["on a leap day", office, "2028-02-29T08:00:00.000Z", undefined],
];

test("a week begins on Monday", () => {
  expect(weekdays).toEqual(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
});

describe.each(cases)("%s", (_, windows, time, opens) => {
  test("the commands know whether it is open, and when it opens", () => {
    expect(opensNext(windows, new Date(time))).toBe(opens);
  });

  test("the machine says the same", async () => {
    expect(await machineSays(windows, time)).toBe(opens ?? "");
  });
});

test("without windows it is always open", () => {
  expect(opensNext([], new Date("2026-12-07T00:00:00.000Z"))).toBeUndefined();
});

const two = (n: number) => String(n).padStart(2, "0");
const timeOfDay = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hours, minutes]) => `${two(hours)}:${two(minutes)}`);
const anyWindow = fc.record({
  days: fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1 }),
  from: timeOfDay,
  to: fc.oneof(timeOfDay, fc.constant("24:00")),
});

test("the machine and the commands agree on any windows at any time, and it is open when it is said to open", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyWindow, { minLength: 1, maxLength: 3 }),
      fc.date({ min: new Date("2026-01-01"), max: new Date("2030-01-01"), noInvalidDate: true }),
      async (windows, date) => {
        const opens = opensNext(windows, date);
        expect(await machineSays(windows, date.toISOString())).toBe(opens ?? "");
        if (opens === undefined) return;
        expect(opens > date.toISOString()).toBe(true);
        expect(opensNext(windows, new Date(opens))).toBeUndefined();
        expect(opensNext(windows, new Date(Date.parse(opens) - 1))).toBe(opens);
      },
    ),
    { numRuns: 50 },
  );
});
