import { loadEnvironments } from "./src/config/load";
import { formatProblems } from "./src/config/problem";
import { readProjectSettings } from "./src/config/project-settings";
import { synthesize } from "./src/stack/app";

// `cdktf` runs this and reads what it writes; for people there is `slipway check`.
const result = loadEnvironments("environments");
const project = readProjectSettings();
if (result.ok && project.ok) {
  synthesize(result.environments, undefined, project.settings);
} else {
  const problems = result.ok ? "" : formatProblems(result.problems);
  process.stderr.write(`${problems}${project.ok ? "" : `${project.problem}\n`}`);
  process.exitCode = 2;
}
