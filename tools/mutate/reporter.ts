import { appendFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Reporter, TestModule } from "vitest/node";

/** Writes which mutants were begun and which were killed, one line each, to `results.jsonl`. */
export default class MutantReporter implements Reporter {
  readonly #file = join(process.env["MUTATE_FOLDER"] ?? "", "results.jsonl");

  onTestModuleStart(module: TestModule): void {
    this.#write({ mutant: mutantOf(module), is: "begun" });
  }

  onTestModuleEnd(module: TestModule): void {
    const tests = [...module.children.allTests()];
    const broken = [module, ...module.children.allSuites(), ...tests].flatMap((one) =>
      "errors" in one ? one.errors() : (one.result().errors ?? []),
    );
    const isSurvivor = broken.length === 0 && tests.length > 0;
    this.#write({
      mutant: mutantOf(module),
      is: isSurvivor ? "survived" : "killed",
      by: broken[0]?.message.slice(0, 300) ?? "no test was found",
    });
  }

  #write(line: object): void {
    appendFileSync(this.#file, `${JSON.stringify(line)}\n`);
  }
}

function mutantOf({ moduleId }: TestModule): number {
  return Number(basename(moduleId, ".test.ts"));
}
