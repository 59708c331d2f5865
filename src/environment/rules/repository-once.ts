import type { Environment } from "../schema";
import type { PairRule } from "./rule";
import { taken } from "./taken";

/** Two environments in one region of one account cannot both make the same repository. */
export const repositoryOnce: PairRule = (environment, earlier) => {
  if (!samePlace(environment, earlier)) return [];
  if (environment.repository.name !== earlier.repository.name) return [];
  return taken(["repository", "name"], environment.repository.name, earlier);
};

function samePlace(a: Environment, b: Environment): boolean {
  return a.account === b.account && a.region === b.region;
}
