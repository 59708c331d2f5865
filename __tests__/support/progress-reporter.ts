import { basename } from "node:path";
import type { Reporter, TestCase, TestModule } from "vitest/node";

/** One line when a step begins and one when it ends, with its time: what takes minutes says where it is. */
export default class ProgressReporter implements Reporter {
  private readonly began = performance.now();

  onTestCaseReady(test: TestCase): void {
    this.say(test, "…");
  }

  onTestCaseResult(test: TestCase): void {
    const { state, errors } = test.result();
    const took = `${((test.diagnostic()?.duration ?? 0) / 1000).toFixed(0)} s`;
    this.say(test, state === "passed" ? `ok, ${took}` : `${state.toUpperCase()}, ${took}`);
    for (const error of errors ?? []) console.log(error.stack ?? error.message);
  }

  onTestModuleEnd(module: TestModule): void {
    for (const group of [module, ...module.children.allSuites()]) {
      for (const error of group.errors()) console.log(error.stack ?? error.message);
    }
  }

  private say(test: TestCase, what: string): void {
    const clock = `${Math.round((performance.now() - this.began) / 1000)} s`.padStart(6);
    const file = basename(test.module.moduleId, ".long.ts");
    console.log(`${clock}  ${file}: ${test.name}: ${what}`);
  }
}
