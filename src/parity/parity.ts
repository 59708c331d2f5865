import { identitySettings } from "../config/differences";
import { parse } from "../config/parse";
import { rules } from "../config/rules";
import { type Environment, environmentSchema } from "../config/schema";
import { modesOf } from "../config/schema-walk";
import { isSection, settingAt, valueAt } from "../config/setting";
import { terraformJson } from "../stack/terraform-json";
import { type UnequalAttribute, unequalAttributes } from "./unequal-attributes";

/** A declared difference and the two values. */
export interface DeclaredDifference extends UnequalSetting {
  readonly because: string;
}

/** How an environment compares with the one it mirrors. */
export interface Parity {
  /** Declared, and the values do differ. */
  readonly declared: readonly DeclaredDifference[];
  /** Declared, but the values are equal: the declaration no longer holds. */
  readonly stale: readonly DeclaredDifference[];
  /** Settings that differ without a declaration. */
  readonly undeclared: readonly UnequalSetting[];
  /**
   * What still differs in the Terraform once identity and declared settings are the other's; empty where these do not fit to what
   * is left of this environment, which undeclared settings then say.
   */
  readonly attributes: readonly UnequalAttribute[];
  /** True when nothing is stale and the Terraform is equal byte for byte. */
  readonly holds: boolean;
}

/**
 * Compares an environment with the one it mirrors: the mirrored environment's identity and its values of the declared settings are put
 * into this one, which must then synthesize to the mirrored environment's Terraform byte for byte.
 */
export function parity(here: Environment, there: Environment): Parity {
  const differences = here.differences.map(({ setting, because }) => ({
    setting,
    because,
    here: valueAt(setting.split("."), here),
    there: valueAt(setting.split("."), there),
  }));
  const isStale = ({ here, there }: UnequalSetting) =>
    JSON.stringify(here) === JSON.stringify(there);
  const stale = differences.filter(isStale);

  const substituted = substitute(here, there);
  const undeclared = unequalSettings(substituted, there);
  const attributes = isRight(substituted) ? unequalTerraform(substituted, there) : [];
  return {
    declared: differences.filter((difference) => !isStale(difference)),
    stale,
    undeclared,
    attributes: attributes ?? [],
    holds: attributes === undefined && stale.length === 0 && undeclared.length === 0,
  };
}

/** Where the Terraform of two environments differs; undefined when it is equal to the byte. */
function unequalTerraform(
  here: Environment,
  there: Environment,
): readonly UnequalAttribute[] | undefined {
  const [mine, theirs] = [terraformJson(here), terraformJson(there)];
  return JSON.stringify(mine) === JSON.stringify(theirs)
    ? undefined
    : unequalAttributes(mine, theirs);
}

/** Whether a mixture of two environments is one that could be a file: anything else cannot be synthesized. */
function isRight(mixture: Environment): boolean {
  return (
    environmentSchema.safeParse(mixture).success &&
    rules.every((rule) => rule(mixture).length === 0)
  );
}

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
function unequalSettings(here: Environment, there: Environment): UnequalSetting[] {
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

/** The key that distinguishes the forms of a section; undefined where it has one form, or the environment lacks it. */
function modeKeyAt(path: readonly string[], environment: Environment): string | undefined {
  const setting = settingAt(path, environment);
  return setting && modesOf(setting.schema)[0]?.key;
}

/** Where an environment file says things, by line from 1. */
export interface DeclarationLines {
  /** Line of the key `differences`. */
  readonly differences: number;
  /** How `differences` is written: `[]`, in lines, or in brackets. */
  readonly style: "empty" | "lines" | "brackets";
  /** What stands before the dash of a declaration. */
  readonly indent: string;
  /** Line of a setting, or of the nearest section above it that is there. */
  readonly ofSetting: (setting: string) => number;
  /** Line of the declaration of a setting. */
  readonly ofDeclaration: (setting: string) => number;
}

/** Finds in an environment file's text where its settings and its declared differences stand. The file was checked before. */
export function declarationLines(text: string): DeclarationLines {
  const { value, spotOf, at } = parse(text);
  const { differences } = value as { differences: readonly { setting: string }[] };
  const lineOf = (path: readonly (string | number)[]): number => {
    const spot = spotOf(path);
    return spot || path.length === 0 ? at(spot?.key ?? 0).line : lineOf(path.slice(0, -1));
  };
  const inBrackets = text[spotOf(["differences"])?.value ?? 0] === "[";
  const first = text.split("\n")[lineOf(["differences", 0]) - 1] ?? "";
  return {
    differences: lineOf(["differences"]),
    style: differences.length === 0 ? "empty" : inBrackets ? "brackets" : "lines",
    indent: /^( *)- /.exec(first)?.[1] ?? "  ",
    ofSetting: (setting) => lineOf(setting.split(".")),
    ofDeclaration: (setting) =>
      lineOf(["differences", differences.findIndex((declared) => declared.setting === setting)]),
  };
}

/**
 * This environment as it would be with the other's identity and the other's values of the declared settings. If everything else is
 * equal, it makes the other's Terraform to the byte.
 */
function substitute(here: Environment, there: Environment): Environment {
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
