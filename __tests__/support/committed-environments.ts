import { loadEnvironments } from "../../src/config/load";
import type { Environment } from "../../src/config/schema";

/** The environments of the committed files, each the caller's own. */
export function committedEnvironments(): {
  readonly name: string;
  readonly environment: Environment;
}[] {
  const result = loadEnvironments("environments");
  if (!result.ok) throw new Error("the committed files must load");
  return result.environments.map(({ name, environment }) => ({
    name,
    environment: structuredClone(environment),
  }));
}
