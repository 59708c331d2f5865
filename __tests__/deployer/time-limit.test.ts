import { expect, test } from "vitest";
import { mostEvents, mostEventsOf, timeLimitSeconds } from "../../src/contract/time-limit";
import { exampleSettings, exampleSnapshot } from "./support/example";

const limits = { limitSeconds: 1800, pollSeconds: 15 };
const settings = { ...exampleSettings, scan: limits, migration: limits, rollout: limits };

test("a run may wait for scan, migration, rollout and rollback, also those of one it takes over", () => {
  expect(timeLimitSeconds(settings)).toBe(2 * 4 * 1800 + 3600);
});

test("polling every 15 seconds for half an hour stays far below the history's 25,000 events", () => {
  expect(mostEventsOf(settings)).toBe(2 * 4 * 120 * 9 + 3000);
  expect(mostEventsOf(settings)).toBeLessThan(mostEvents);
});

test("a snapshot is waited for besides, where there is a migration to take it before", () => {
  const waiting = { ...settings, snapshot: { ...exampleSnapshot, ...limits } };
  expect(timeLimitSeconds(waiting)).toBe(2 * 5 * 1800 + 3600);
  expect(mostEventsOf(waiting)).toBe(2 * 5 * 120 * 9 + 3000);
  expect(timeLimitSeconds({ ...waiting, migrationCommand: null })).toBe(2 * 4 * 1800 + 3600);
});

const tolerate = { known: false, unfixable: false, graceDays: 0 };
test.each<[string, Partial<typeof settings>]>([
  ["what runs has them too", { tolerate: { ...tolerate, known: true } }],
  ["there is no fix", { tolerate: { ...tolerate, unfixable: true } }],
  ["they have days of grace", { tolerate: { ...tolerate, graceDays: 1 } }],
  ["people waive them", { runtimeWaivers: { maxDays: 30 } }],
  ["what runs is looked at daily", { dailyLook: true }],
])("findings that are read one by one, because %s, may take 7,000 events", (_, changes) => {
  expect(mostEventsOf({ ...settings, ...changes })).toBe(mostEventsOf(settings) + 7_000);
});
