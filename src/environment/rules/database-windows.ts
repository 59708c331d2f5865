import type { Rule, RuleProblem } from "./rule";

const dayMinutes = 24 * 60;
const weekMinutes = 7 * dayMinutes;
const shortestMinutes = 30;
const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

interface Window {
  /** Minutes since Monday 00:00 UTC. */
  readonly start: number;
  readonly minutes: number;
}

/** Both windows are half an hour or more, and never at the same time. @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupWindow.html */
export const databaseWindows: Rule = ({ database }) => {
  if (database.mode !== "create") return [];
  const { backupWindow, maintenanceWindow } = database;
  const backup = daily(backupWindow);
  const maintenance = weekly(maintenanceWindow);
  const short = [
    ...tooShort("backupWindow", backupWindow, backup),
    ...tooShort("maintenanceWindow", maintenanceWindow, maintenance),
  ];
  const long = maintenance.minutes > dayMinutes;
  if (short.length > 0) return short;
  if (long) {
    const message = `must be at most 24 hours long, got ${maintenanceWindow}`;
    const fix = "look at the days: the window ends on the second one";
    return [{ path: ["database", "maintenanceWindow"], message, fix }];
  }
  const everyDay = days.map((_, day) => ({ ...backup, start: backup.start + day * dayMinutes }));
  if (!everyDay.some((one) => overlap(one, maintenance))) return [];
  return [
    {
      path: ["database", "maintenanceWindow"],
      message: `must be outside the daily backupWindow ${backupWindow}, got ${maintenanceWindow}`,
      fix: "move one of the two windows",
    },
  ];
};

function tooShort(setting: string, given: string, { minutes }: Window): RuleProblem[] {
  if (minutes >= shortestMinutes) return [];
  const message = `must be at least ${shortestMinutes} minutes long, got ${given}`;
  return [{ path: ["database", setting], message, fix: "let it end later; the times are UTC" }];
}

function daily(window: string): Window {
  const [start = 0, end = 0] = window.split("-").map(clock);
  return { start, minutes: (end - start + dayMinutes) % dayMinutes };
}

function weekly(window: string): Window {
  const [start = 0, end = 0] = window
    .split("-")
    .map((moment) => days.indexOf(moment.slice(0, 3)) * dayMinutes + clock(moment.slice(4)));
  return { start, minutes: (end - start + weekMinutes) % weekMinutes };
}

function clock(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * 60 + minutes;
}

function overlap(a: Window, b: Window): boolean {
  const after = (from: Window, to: Window) => (to.start - from.start + weekMinutes) % weekMinutes;
  return after(a, b) < a.minutes || after(b, a) < b.minutes;
}
