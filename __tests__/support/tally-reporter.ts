import { stripVTControlCharacters } from "node:util";
import type { Reporter, TestModule } from "vitest/node";

/** Of an error this many characters: a log that is cut off at its beginning still says what failed. */
const errorLength = 2_000;

/**
 * What people and pipelines read last: each failure with its error once more, a line for each group that was skipped, with its reason, then
 * `N passed, N failed, N skipped`. Under `npm test` the line goes to `tools/test.ts`, which prints
 * it when everything else is said.
 */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const results = tests.map((test) => test.result());
    const count = (state: string) => results.filter((result) => result.state === state).length;
    // A hook that failed before its tests makes them skipped ones; it is the failure.
    const groups = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const broken =
      groups.filter((group) => group.errors().length > 0).length + unhandledErrors.length;
    const reasons = results.flatMap((result) =>
      result.state === "skipped" && result.note ? [`skipped: ${result.note}`] : [],
    );
    const tally = `${count("passed")} passed, ${count("failed") + broken} failed, ${count("skipped")} skipped`;
    const failures = [
      ...tests.flatMap((test) => failuresOf(test.fullName, test.result().errors)),
      ...groups.flatMap((group) =>
        failuresOf("fullName" in group ? group.fullName : group.relativeModuleId, group.errors()),
      ),
      ...failuresOf("outside of a test", unhandledErrors),
    ];
    const lines = [...failures, ...reasons, "", tally].join("\n");
    if (process.send) process.send(lines);
    // Else after the default reporter's own summary, which is written in the same tick.
    else process.once("exit", () => console.log(lines));
  }
}

function failuresOf(name: string, errors: readonly unknown[] = []): string[] {
  return errors.map((error) => {
    const { message = String(error), diff = "" } = error as {
      readonly message?: string;
      readonly diff?: string;
    };
    const said = stripVTControlCharacters(`${message}\n${diff}`.trim()).replace(/\s*\n\s*/g, " | ");
    return `failed: ${name}: ${said.slice(0, errorLength)}`;
  });
}
