import { environmentsDirectory, loadEnvironments } from "../config/load";
import { answersOwnMain } from "../config/own-main";
import { formatProblems } from "../config/problem";
import { readProjectSettings } from "../config/project-settings";
import { synthesize } from "./app";
import { type Extension, extendStacks } from "./extension";

/**
 * What a `main.ts` does: writes the Terraform of every file in `environments/`, each stack with what `extend` adds to it. A wrong file is a
 * report on standard error and exit code 2, and nothing is written.
 */
export function synthesizeProject(extend?: Extension): void {
  extendStacks(extend);
  if (answersOwnMain()) return; // `slipway` itself synthesizes then
  const loaded = loadEnvironments(environmentsDirectory);
  const project = readProjectSettings();
  if (loaded.ok && project.ok) {
    synthesize(loaded.environments, undefined, project.settings);
    return;
  }
  const problems = loaded.ok ? "" : formatProblems(loaded.problems);
  process.stderr.write(`${problems}${project.ok ? "" : `${project.problem}\n`}`);
  process.exitCode = 2;
}
