import { expect, test } from "vitest";
import { databaseWindows } from "../../../src/config/database";
import { judged } from "../../support/judged";

const windows = (backupWindow: string, maintenanceWindow: string) =>
  judged(databaseWindows, {
    "database.backupWindow": backupWindow,
    "database.maintenanceWindow": maintenanceWindow,
  });

test.each([
  ["03:00-03:30", "sun:03:30-sun:04:00"],
  ["03:30-04:00", "sun:03:00-sun:03:30"],
  ["23:45-00:15", "sun:00:15-sun:00:45"],
  ["12:00-13:00", "sun:23:30-mon:00:30"],
  ["03:00-03:30", "sun:03:30-mon:03:00"],
])("backup %s and maintenance %s do not meet", (backup, maintenance) => {
  expect(windows(backup, maintenance)).toBe("");
});

test.each([
  ["03:00-03:30", "wed:03:29-wed:04:00"],
  ["03:00-04:00", "wed:02:30-wed:03:01"],
  ["03:00-04:00", "wed:03:10-wed:03:50"],
  ["23:45-00:15", "mon:00:00-mon:00:30"],
  ["00:00-00:30", "sun:23:30-mon:00:01"],
  ["23:45-00:15", "sun:23:00-mon:01:00"],
  ["03:00-04:00", "sun:05:00-mon:05:00"], // 24 hours, which is not too long
])("refuses backup %s and maintenance %s, which meet", (backup, maintenance) => {
  expect(windows(backup, maintenance)).toBe(
    `database.maintenanceWindow: must be outside the daily backupWindow ${backup}, got ${maintenance}
    move one of the two windows
`,
  );
});

test.each(["03:00-03:29", "03:00-03:00"])(
  "refuses the backup window %s, under 30 minutes",
  (window) => {
    expect(windows(window, "sun:05:00-sun:06:00")).toBe(
      `database.backupWindow: must be at least 30 minutes long, got ${window}
    let it end later; the times are UTC
`,
    );
  },
);

test("refuses a maintenance window under 30 minutes", () => {
  expect(windows("03:00-04:00", "sun:23:45-mon:00:14")).toBe(
    `database.maintenanceWindow: must be at least 30 minutes long, got sun:23:45-mon:00:14
    let it end later; the times are UTC
`,
  );
});

test("refuses a maintenance window of days, which is a slip in the second day", () => {
  expect(windows("03:00-04:00", "sun:05:00-sat:06:00")).toBe(
    `database.maintenanceWindow: must be at most 24 hours long, got sun:05:00-sat:06:00
    look at the days: the window ends on the second one
`,
  );
});
