import type { Environment } from "../config/schema";
import { modesOf } from "../config/schema-walk";
import { isSection, settingAt } from "../config/setting";

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
 * `mode: role`, differ in the key that tells them apart: what else they have cannot be compared.
 */
export function unequalSettings(here: Environment, there: Environment): UnequalSetting[] {
  const walk = (mine: unknown, theirs: unknown, path: readonly string[]): UnequalSetting[] => {
    if (isSection(mine) && isSection(theirs)) {
      const key = modeKeyAt(path, there);
      if (key !== undefined && mine[key] !== theirs[key]) {
        return walk(mine[key], theirs[key], [...path, key]);
      }
      const keys = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
      return [...keys].flatMap((key) => walk(mine[key], theirs[key], [...path, key]));
    }
    return JSON.stringify(mine) === JSON.stringify(theirs)
      ? []
      : [{ setting: path.join("."), here: mine, there: theirs }];
  };
  return walk(here, there, []);
}

/** The key that tells the forms of a section apart; undefined where it has one form, or the environment lacks it. */
export function modeKeyAt(path: readonly string[], environment: Environment): string | undefined {
  const setting = settingAt(path, environment);
  return setting && modesOf(setting.schema)[0]?.key;
}
