import { environmentName } from "../names";
import type { Path } from "../problem";
import type { Environment } from "../schema";
import type { RuleProblem } from "./rule";

/** The problem of a value that an earlier environment has already. */
export function taken(path: Path, value: string | number, by: Environment): RuleProblem[] {
  const message = `must not be used twice, ${environmentName(by)} has it, got ${value}`;
  return [{ path, message, fix: "give each environment its own" }];
}
