import type { Reporter, TestModule } from "vitest/node";

/** Prints the last line that people and pipelines read: `N passed, N failed, N skipped`. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const states = modules
      .flatMap((module) => [...module.children.allTests()])
      .map((t) => t.result().state);
    const count = (state: string) => states.filter((s) => s === state).length;
    const broken =
      modules.filter((module) => module.errors().length > 0).length + unhandledErrors.length;
    const line = `${count("passed")} passed, ${count("failed") + broken} failed, ${count("skipped")} skipped`;
    // After the default reporter's own summary, which is written in the same tick.
    process.once("exit", () => process.stdout.write(`\n${line}\n`));
  }
}
