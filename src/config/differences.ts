import { nearest } from "../base/suggest";
import type { EnvironmentRule, RuleProblem } from "./rule";
import type { Environment } from "./schema";
import { allSettings, valueAt } from "./setting";

/** Declared differences are real settings, each declared once, and only where something is mirrored. */
export const differences: EnvironmentRule = (environment) => {
  const declared = environment.differences.map((difference) => difference.setting);
  if (declared.length > 0 && environment.mirrors === null) {
    return [
      {
        path: ["differences"],
        on: "key",
        message: "must be empty where mirrors is null: there is nothing to differ from",
        fix: "name the mirrored environment in mirrors, or write differences: []",
      },
    ];
  }
  return declared.flatMap((setting, index) => {
    const earlier = declared
      .slice(0, index)
      .find((other) => covers(other, setting) || covers(setting, other));
    const problem = wrong(setting, environment) ?? repeated(setting, earlier);
    return problem ? [{ path: ["differences", index, "setting"], ...problem }] : [];
  });
};

type Wrong = Omit<RuleProblem, "path">;

function wrong(setting: string, environment: Environment): Wrong | undefined {
  if (setting === "application" || isIdentity(setting)) {
    const message = `must not be a setting that says which environment this is, got ${setting}`;
    return { message, fix: "remove this entry; the parity check knows it" };
  }
  if (exists(setting, environment)) return undefined;
  const known = allSettings().map(({ path }) => path.join("."));
  const near = nearest(setting, known);
  const message = `must be the path of a setting, got ${setting}`;
  const fix = near ? `did you mean ${near}?` : "write it as in this file, such as service.tasksMin";
  return { message, fix };
}

function repeated(setting: string, earlier: string | undefined): Wrong | undefined {
  if (earlier === undefined) return undefined;
  const message = `must not be declared twice, ${earlier} is above, got ${setting}`;
  return { message, fix: "keep the narrower of the two, or the one that covers both" };
}

/** True when the second path is the first or below it. */
export function covers(above: string, path: string): boolean {
  return path === above || path.startsWith(`${above}.`);
}

/** A setting of any mode, or a name that this file has in a free section such as `tags`. */
function exists(setting: string, environment: Environment): boolean {
  const steps = setting.split(".");
  if (valueAt(steps, environment) !== undefined) return true;
  return allSettings().some(
    ({ path }) =>
      path.length === steps.length &&
      path.every((step, index) => step === steps[index] || step === "*"),
  );
}

let identities: readonly string[] | undefined; // asked for each setting of a file

/** Paths of the settings that say which environment this is. `*` stands for any name of a free section. */
export function identitySettings(): readonly string[] {
  if (identities) return identities;
  const paths = allSettings().filter(({ identity }) => identity);
  identities = [...new Set(paths.map(({ path }) => path.join(".")))]; // one of two modes is one setting
  return identities;
}

/** True when a setting, or a section that it is in, says who the environment is. */
export function isIdentity(path: string): boolean {
  const steps = path.split(".");
  return identitySettings().some((identity) => {
    const pattern = identity.split(".");
    return (
      pattern.length <= steps.length &&
      pattern.every((step, i) => step === "*" || step === steps[i])
    );
  });
}
