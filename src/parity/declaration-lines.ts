import { parse } from "../config/parse";

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
