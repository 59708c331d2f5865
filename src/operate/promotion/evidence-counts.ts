import type { Evidence } from "./facts";

const hour = 3_600_000;

/** How far the clocks of two machines may differ. */
const clockToleranceMilliseconds = 5 * 60_000;

/** Whether evidence counts, of an image or of pages: its tests passed, and not longer ago than the target allows. */
export function judgeEvidence(
  { result, at, by, report: where }: Evidence,
  { now, evidenceMaxAgeHours }: { readonly now: string; readonly evidenceMaxAgeHours: number },
): { readonly counts: boolean; readonly says: string } {
  const report = where === "" ? "" : ` (${where})`;
  if (result !== "passed") {
    return { counts: false, says: `The tests failed, ${at}, by ${by}${report}.` };
  }
  const age = Date.parse(now) - Date.parse(at);
  if (!(age >= -clockToleranceMilliseconds)) {
    return { counts: false, says: `The tests' time cannot be: ${at}, and now it is ${now}.` };
  }
  if (age > evidenceMaxAgeHours * hour) {
    return {
      counts: false,
      says: `The tests passed ${Math.floor(age / hour)} hours ago, ${at}; allowed are ${evidenceMaxAgeHours}.`,
    };
  }
  return { counts: true, says: `The tests passed, ${at}, by ${by}${report}.` };
}
