import { cdnOf } from "./frontend";
import type { EnvironmentRule } from "./rule";

/** Who publishes needs pages that come from a bucket. */
export const publishersPublish: EnvironmentRule = (environment) => {
  if (environment.access.publishers?.mode !== "role" || cdnOf(environment)) return [];
  const mode = environment.frontend?.mode ?? "absent";
  return [
    {
      path: ["access", "publishers", "mode"],
      message: `must be none where frontend.mode is ${mode}, got role`,
      fix: "write none, or frontend.mode: cdn: without it there is nothing to publish to",
    },
  ];
};
