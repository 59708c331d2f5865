import { parse } from "../config/parse";
import { rules } from "../config/rules";
import { type Environment, environmentSchema } from "../config/schema";
import { valueAt } from "../config/setting";
import { type TerraformJson, terraformJson } from "../stack/terraform-json";
import { type UnequalAttribute, unequalAttributes } from "./unequal-attributes";
import { substitute, type UnequalSetting, unequalSettings } from "./unequal-settings";

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
 * into this one, which must then synthesize to the mirrored environment's Terraform byte for byte. Who compares many environments with each
 * other may give a `stackOf` that remembers what `terraformJson` made.
 */
export function parity(here: Environment, there: Environment, stackOf = terraformJson): Parity {
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
  const attributes = isRight(substituted)
    ? unequalTerraform(stackOf(substituted), stackOf(there))
    : [];
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
  here: TerraformJson,
  there: TerraformJson,
): readonly UnequalAttribute[] | undefined {
  return JSON.stringify(here) === JSON.stringify(there)
    ? undefined
    : unequalAttributes(here, there);
}

/** Whether a mixture of two environments is one that could be a file: anything else cannot be synthesized. */
function isRight(mixture: Environment): boolean {
  return (
    environmentSchema.safeParse(mixture).success &&
    rules.every((rule) => rule(mixture).length === 0)
  );
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
