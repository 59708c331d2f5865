import { isSection } from "../config/setting";

/** One setting whose values differ. */
export interface UnequalSetting {
  /** Path, such as `service.tasksMin`. */
  readonly setting: string;
  /** Undefined where the setting is absent. */
  readonly here: unknown;
  readonly there: unknown;
}

/** The settings that differ, each as deep as sections go; a list is one setting. */
export function unequalSettings(
  here: unknown,
  there: unknown,
  path: readonly string[] = [],
): UnequalSetting[] {
  if (isSection(here) && isSection(there)) {
    const keys = new Set([...Object.keys(here), ...Object.keys(there)]);
    return [...keys].flatMap((key) => unequalSettings(here[key], there[key], [...path, key]));
  }
  return JSON.stringify(here) === JSON.stringify(there)
    ? []
    : [{ setting: path.join("."), here, there }];
}
