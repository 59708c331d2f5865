import { identitySettings } from "../config/differences";
import type { Environment } from "../config/schema";
import { isSection, valueAt } from "../config/setting";
import { modeKeyAt } from "./unequal-settings";

/**
 * This environment as it would be with the other's identity and the other's values of the declared settings. If everything else is
 * equal, it makes the other's Terraform to the byte.
 */
export function substitute(here: Environment, there: Environment): Environment {
  const result = structuredClone(here);
  const settings = here.differences.map(({ setting }) => setting);
  for (const path of [...settings, ...identitySettings].flatMap((p) =>
    expand(p.split("."), there, here),
  )) {
    if (hasSameForm(path, result, there)) {
      assign(result, path, structuredClone(valueAt(path, there)));
    }
  }
  return result;
}

/** False inside of a section that has one form here and another there: what the one says has no place in the other. */
function hasSameForm(path: readonly string[], here: Environment, there: Environment): boolean {
  return path.every((step, depth) => {
    const section = path.slice(0, depth);
    const key = modeKeyAt(section, there);
    if (key === undefined || key === step) return true;
    return valueAt([...section, key], here) === valueAt([...section, key], there);
  });
}

/** Replaces `*` by the names that either environment has there. */
function expand(path: readonly string[], ...environments: readonly unknown[]): string[][] {
  const star = path.indexOf("*");
  if (star < 0) return [[...path]];
  const names = environments.flatMap((environment) => {
    const section = valueAt(path.slice(0, star), environment);
    return isSection(section) ? Object.keys(section) : [];
  });
  return [...new Set(names)].flatMap((name) =>
    expand([...path.slice(0, star), name, ...path.slice(star + 1)], ...environments),
  );
}

/** Sets or, for undefined, removes a setting; a section that is not there is not made. */
function assign(root: unknown, path: readonly string[], value: unknown): void {
  const section = valueAt(path.slice(0, -1), root);
  const key = path.at(-1);
  if (!isSection(section) || key === undefined) return;
  if (value === undefined) delete section[key];
  else section[key] = value;
}
