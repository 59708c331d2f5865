import type { Reporter, TestModule } from "vitest/node";

/**
 * Prints what people and pipelines read last: a line for each group that was skipped, with the
 * reason, then `N passed, N failed, N skipped`.
 */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const results = modules
      .flatMap((module) => [...module.children.allTests()])
      .map((test) => test.result());
    const count = (state: string) => results.filter((result) => result.state === state).length;
    const broken =
      modules.filter((module) => module.errors().length > 0).length + unhandledErrors.length;
    const reasons = results.flatMap((result) =>
      result.state === "skipped" && result.note ? [`skipped: ${result.note}`] : [],
    );
    const tally = `${count("passed")} passed, ${count("failed") + broken} failed, ${count("skipped")} skipped`;
    // After the default reporter's own summary, which is written in the same tick.
    process.once("exit", () => process.stdout.write(`${[...reasons, "", tally].join("\n")}\n`));
  }
}
