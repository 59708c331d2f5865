import { identitySettings } from "../config/differences";
import type { Environment } from "../config/schema";
import { type Mode, modeOf, modesOf } from "../config/schema-walk";
import { allSettings, isSection, settingAt, valueAt } from "../config/setting";

/** One setting whose values differ. */
export interface UnequalSetting {
  /** Path, such as `service.tasksMin`. */
  readonly setting: string;
  /** Undefined where the setting is absent. */
  readonly here: unknown;
  readonly there: unknown;
}

/**
 * The settings that differ, each as deep as sections go; a list is one setting. Two forms of a section, such as `mode: none` and
 * `mode: role`, differ in the key that distinguishes them: what else they have cannot be compared.
 */
export function unequalSettings(here: Environment, there: Environment): UnequalSetting[] {
  const walk = (mine: unknown, theirs: unknown, path: readonly string[]): UnequalSetting[] => {
    if (isSection(mine) && isSection(theirs)) {
      const modes = modesAt(path, there);
      const [here, other] = [modeOf(modes, mine), modeOf(modes, theirs)];
      if (here && other && here !== other) {
        return walk(here.value, other.value, [...path, here.key]);
      }
      const keys = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
      if (here && here === other) keys.delete(here.key); // one file may say what another leaves out
      return [...keys].flatMap((key) => walk(mine[key], theirs[key], [...path, key]));
    }
    return JSON.stringify(mine) === JSON.stringify(theirs)
      ? []
      : [{ setting: path.join("."), here: mine, there: theirs }];
  };
  return walk(here, there, []);
}

/**
 * The setting, or the nearest section above it whose path a declaration can have: the name of a tag may have any letters. Where a
 * section has two forms, it is the section that differs.
 */
export function declarable(setting: string): string {
  const steps = namesTheForm(setting.split("."))
    ? setting.split(".").slice(0, -1)
    : setting.split(".");
  const odd = steps.findIndex((step) => !/^[A-Za-z]\w*$/.test(step));
  return (odd < 0 ? steps : steps.slice(0, odd)).join(".");
}

/** Whether a setting is the key that distinguishes the forms of its section, such as `database.mode`. */
function namesTheForm(steps: readonly string[]): boolean {
  return allSettings().some(
    ({ path, mode }) =>
      mode?.key === steps.at(-1) &&
      path.length === steps.length &&
      path.every((step, index) => step === "*" || step === steps[index]),
  );
}

/** The forms of a section; none where it has one form, or the environment lacks it. */
function modesAt(path: readonly string[], environment: Environment): readonly Mode[] {
  const setting = settingAt(path, environment);
  return setting ? modesOf(setting.schema) : [];
}

/** The settings that differ without being declared, as a declaration would name them; what says which environment it is may differ. */
export function undeclaredSettings(here: Environment, there: Environment): readonly string[] {
  const unequal = unequalSettings(substitute(here, there), there);
  return [...new Set(unequal.map(({ setting }) => declarable(setting)))];
}

/**
 * This environment as it would be with the other's identity and the other's values of the declared settings. If everything else is
 * equal, it makes the other's Terraform to the byte.
 */
export function substitute(here: Environment, there: Environment): Environment {
  const result = structuredClone(here);
  const settings = here.differences.map(({ setting }) => setting);
  for (const path of [...settings, ...identitySettings()].flatMap((p) =>
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
    const modes = modesAt(section, there);
    if (modes.length === 0 || modes[0]?.key === step) return true;
    return modeOf(modes, valueAt(section, here)) === modeOf(modes, valueAt(section, there));
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
