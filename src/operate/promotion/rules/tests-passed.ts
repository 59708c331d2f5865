import type { Rule } from "../rule";

const hour = 3_600_000;

/** How far the clocks of two machines may differ. */
const clockToleranceMilliseconds = 5 * 60_000;

/** The automated tests must have passed for this very digest, and not longer ago than the target allows. */
export const testsPassed: Rule = ({ digest, evidence, evidenceMaxAgeHours, now, from }) => {
  const rule = "tests";
  const todo = `Run the tests against ${from} again: npx slipway evidence run ${from}.`;
  const refused = (says: string) => ({ rule, holds: false, says, todo });
  if (evidence === undefined || evidence.digest !== digest) {
    return refused(`No tests were recorded for this digest in ${from}.`);
  }
  const report = evidence.report === "" ? "" : ` (${evidence.report})`;
  if (evidence.result !== "passed") {
    return refused(`The tests failed, ${evidence.at}, by ${evidence.by}${report}.`);
  }
  const age = Date.parse(now) - Date.parse(evidence.at);
  if (!(age >= -clockToleranceMilliseconds)) {
    return refused(`The tests' time cannot be: ${evidence.at}, and now it is ${now}.`);
  }
  if (age > evidenceMaxAgeHours * hour) {
    return refused(
      `The tests passed ${Math.floor(age / hour)} hours ago, ${evidence.at}; allowed are ${evidenceMaxAgeHours}.`,
    );
  }
  return {
    rule,
    holds: true,
    says: `The tests passed, ${evidence.at}, by ${evidence.by}${report}.`,
    todo: "",
  };
};
