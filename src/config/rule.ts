import { nearest } from "../base/suggest";
import { environmentName } from "../contract/names";
import type { Path } from "./problem";
import type { Environment } from "./schema";
import { isPrivate, privateRanges } from "./subnet-ranges";

/** What a rule finds wrong: which setting, what is allowed and given, and what to do. */
export interface RuleProblem {
  readonly path: Path;
  /** Points at the key instead of its value. */
  readonly on?: "key";
  readonly message: string;
  readonly fix: string;
}

/** A rule on how the settings of one environment fit together; what one setting may be by itself is said by the schema. */
export type EnvironmentRule = (environment: Environment) => RuleProblem[];

/** A rule on two environments, the same in both directions; a problem is reported in the file of the later one. */
export type PairRule = (environment: Environment, earlier: Environment) => RuleProblem[];

/** A rule on an environment and others: `others` has those that were read by their names, all that it refers to included; `names` has the names of all files. */
export type GroupRule = (
  environment: Environment,
  others: ReadonlyMap<string, Environment>,
  names: readonly string[],
) => RuleProblem[];

/** The problem of a range that is not private, or not of a length that is allowed; `choice` ends the sentence on what to choose. */
export function privateRangeProblems(
  path: Path,
  range: string,
  { from, to }: { readonly from: number; readonly to: number },
  choice: string,
): RuleProblem[] {
  const length = Number(range.split("/")[1]);
  if (isPrivate(range) && length >= from && length <= to) return [];
  return [
    {
      path,
      message: `must be a private IPv4 range of /${from} to /${to}, got ${range}`,
      fix: `choose one of ${privateRanges.slice(0, 3).join(", ")} ${choice}`,
    },
  ];
}

/**
 * The other environment that a setting names: one with a file here, of the same application. Else what is wrong with the name; `instead` says
 * what to write where it is this environment's own, and `orNull` follows where the setting may also be null.
 */
export function otherEnvironment(
  name: string,
  environment: Environment,
  others: ReadonlyMap<string, Environment>,
  names: readonly string[],
  { instead, orNull = "" }: { readonly instead: string; readonly orNull?: "" | ", or null" },
): Environment | Pick<RuleProblem, "message" | "fix"> {
  if (name === environmentName(environment)) {
    return { message: `must be another environment, got ${name}`, fix: instead };
  }
  const other = others.get(name);
  if (other === undefined) {
    const near = nearest(name, names);
    const fix = near ? `did you mean ${near}?` : `there are ${names.join(", ")}`;
    return { message: `must be an environment with a file here, got ${name}`, fix };
  }
  const { application } = environment;
  if (other.application === application) return other;
  return {
    message: `must be an environment of the same application, ${name} is of ${other.application}`,
    fix: `name an environment of ${application}${orNull}`,
  };
}

/** The problem of a value that an earlier environment has already. */
export function taken(path: Path, value: string | number, by: Environment): RuleProblem[] {
  const message = `must not be used twice, ${environmentName(by)} has it, got ${value}`;
  return [{ path, message, fix: "give each environment its own" }];
}
