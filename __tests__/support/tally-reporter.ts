import type { Reporter, TestModule } from "vitest/node";

/**
 * What people and pipelines read last: a line for each group that was skipped, with its reason, then
 * `N passed, N failed, N skipped`. Under `npm test` the line goes to `tools/test.ts`, which prints
 * it when everything else is said.
 */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const results = modules
      .flatMap((module) => [...module.children.allTests()])
      .map((test) => test.result());
    const count = (state: string) => results.filter((result) => result.state === state).length;
    // A hook that failed before its tests makes them skipped ones; it is the failure.
    const groups = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const broken =
      groups.filter((group) => group.errors().length > 0).length + unhandledErrors.length;
    const reasons = results.flatMap((result) =>
      result.state === "skipped" && result.note ? [`skipped: ${result.note}`] : [],
    );
    const tally = `${count("passed")} passed, ${count("failed") + broken} failed, ${count("skipped")} skipped`;
    const lines = [...reasons, "", tally].join("\n");
    if (process.send) process.send(lines);
    // Else after the default reporter's own summary, which is written in the same tick.
    else process.once("exit", () => console.log(lines));
  }
}
