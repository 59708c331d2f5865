import { loadEnvironments } from "./src/config/load";
import { formatProblems } from "./src/config/problem";
import { synthesize } from "./src/stack/app";

// `cdktf` runs this and reads what it writes; for people there is `slipway check`.
const result = loadEnvironments("environments");
if (result.ok) {
  synthesize(result.environments);
} else {
  process.stderr.write(formatProblems(result.problems));
  process.exitCode = 2;
}
