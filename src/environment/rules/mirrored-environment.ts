import { nearest } from "../loading/suggest";
import { environmentName } from "../names";
import type { GroupRule } from "./rule";

/** The mirrored environment is another one, exists, is of the same application, and does not itself follow a third. */
export const mirroredEnvironment: GroupRule = (environment, all) => {
  const { mirrors, application } = environment;
  if (mirrors === null) return [];
  const problem = (message: string, fix: string) => [{ path: ["mirrors"], message, fix }];
  if (mirrors === environmentName(environment)) {
    return problem(
      `must be another environment, got ${mirrors}`,
      "write null, or the name of production",
    );
  }
  const mirrored = all.get(mirrors);
  if (!mirrored) {
    const near = nearest(mirrors, [...all.keys()]);
    const fix = near ? `did you mean ${near}?` : `there are ${[...all.keys()].join(", ")}`;
    return problem(`must be an environment with a file here, got ${mirrors}`, fix);
  }
  if (mirrored.application !== application) {
    const of = `${mirrors} is of ${mirrored.application}`;
    return problem(
      `must be an environment of the same application, ${of}`,
      `name an environment of ${application}, or null`,
    );
  }
  if (mirrored.mirrors === null) return [];
  return problem(
    `must not be an environment that mirrors another, ${mirrors} mirrors ${mirrored.mirrors}`,
    `mirror ${mirrored.mirrors} here too, or write mirrors: null in ${mirrors}`,
  );
};
