import { pathText } from "../../src/config/problem";
import type { EnvironmentRule, RuleProblem } from "../../src/config/rule";
import { exampleWith } from "./example-with";

/** What a rule says of the example environment with these settings, as the report writes it but for the place. */
export function judged(rule: EnvironmentRule, settings: Readonly<Record<string, unknown>>): string {
  return written(rule(exampleWith(settings)));
}

/** Problems as the report writes them but for the place. */
export function written(problems: readonly RuleProblem[]): string {
  return problems
    .map(({ path, message, fix }) => `${pathText(path)}: ${message}\n    ${fix}\n`)
    .join("");
}
