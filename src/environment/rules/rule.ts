import type { Path } from "../problem";
import type { Environment } from "../schema";

/** What a rule finds wrong: which setting, what is allowed and given, and what to do. */
export interface RuleProblem {
  readonly path: Path;
  /** Points at the key instead of its value. */
  readonly on?: "key";
  readonly message: string;
  readonly fix: string;
}

/** A rule on the settings of one environment that no single setting can keep. */
export type Rule = (environment: Environment) => RuleProblem[];

/** A rule on two environments, the same in both directions; reported in the file of the first. */
export type PairRule = (environment: Environment, earlier: Environment) => RuleProblem[];

/** A rule on an environment among all others by name. */
export type GroupRule = (
  environment: Environment,
  all: ReadonlyMap<string, Environment>,
) => RuleProblem[];
