import type { Problem } from "../problem";
import { groupRules, pairRules, rules } from "../rules";
import type { RuleProblem } from "../rules/rule";
import type { Environment } from "../schema";
import { isNamedRight } from "./file-names";
import type { LoadedFile } from "./load-file";
import { readable, unlessUnreadable } from "./readable";

/** What the rules find wrong in files that were read. A setting that the schema refused is not judged again. */
export function ruleProblems(files: readonly LoadedFile[]): Problem[] {
  const read = files.map((file) => ({
    file,
    environment: readable<Environment>(file.value, file.badPaths),
  }));
  const all = new Map(read.map(({ file, environment }) => [file.name, environment]));

  return read.flatMap(({ file, environment }, index) => {
    const found = (rule: () => RuleProblem[]) =>
      unlessUnreadable(rule).map((problem) => file.locate({ on: "value", ...problem }));
    // A copy of another environment's file is reported as that alone, not also for each setting that both have.
    const earlier = isNamedRight(file) ? read.slice(0, index) : [];
    return [
      ...rules.flatMap((rule) => found(() => rule(environment))),
      ...groupRules.flatMap((rule) => found(() => rule(environment, all))),
      ...earlier
        .filter((other) => isNamedRight(other.file))
        .flatMap((other) =>
          pairRules.flatMap((rule) => found(() => rule(environment, other.environment))),
        ),
    ];
  });
}
