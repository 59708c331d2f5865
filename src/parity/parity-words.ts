import { count } from "../base/printable";
import { shownPair } from "../review/render/differences";
import type { DeclarationLines, Parity } from "./parity";
import type { UnequalAttribute } from "./unequal-attributes";
import { declarable, type UnequalSetting } from "./unequal-settings";

/** An environment of the comparison. */
interface Side {
  readonly name: string;
  /** Its file, as people type it. */
  readonly file: string;
}

/** What is compared, and how it compares. */
export interface Comparison {
  readonly here: Side;
  readonly there: Side;
  readonly parity: Parity;
  /** Where the file of `here` says what. */
  readonly lines: DeclarationLines;
}

/** Which environment is meant by here, and which by there. */
export function sides({ here, there }: Comparison): string {
  return `Here is ${here.name}, there is ${there.name}, which it mirrors.`;
}

/** Whether it is a mirror, in one sentence. */
export function verdict({ here, there, parity }: Comparison): string {
  const { declared, undeclared, stale, attributes, holds } = parity;
  if (holds) {
    return `${here.name} mirrors ${there.name}: ${count(declared.length, "declared difference")}, everything else equal to the byte`;
  }
  const wrong = [
    [undeclared.length, "undeclared setting"],
    [stale.length, "stale declaration"],
    [attributes.length, "attribute"],
  ] as const;
  const parts = wrong.filter(([number]) => number > 0).map(([number, noun]) => count(number, noun));
  return `${here.name} is not a mirror of ${there.name}: ${parts.join(", ") || "the JSON differs in what is no attribute"}`;
}

/** Both values of a setting in full. What only reads the same, such as 80 and "80", is given as it is written. */
export function settingPair({ here, there }: UnequalSetting): readonly [string, string] {
  const [mine, theirs] = [settingValue(here), settingValue(there)];
  return mine === theirs ? [asWritten(here), asWritten(there)] : [mine, theirs];
}

/** A setting's value in full. */
function settingValue(value: unknown): string {
  if (value === undefined) return "(absent)";
  if (Array.isArray(value))
    return value.length === 0 ? "(none)" : value.map(settingValue).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What differs in an attribute, a line each; long values from shortly before they differ. */
function attributeLines(
  { where, here, there }: UnequalAttribute,
  comparison: Comparison,
): readonly string[] {
  if (here === undefined && there === undefined) return ["the same, in another order"];
  if (here === undefined || there === undefined) {
    const owner = here === undefined ? comparison.there : comparison.here;
    return [`only ${owner.name} has it`];
  }
  const { before, after } = shownPair(where, here, there);
  const differs = before !== after || before === "(secret)"; // else they differ in kind, such as 5 and "5"
  const [mine, theirs] = differs ? [before, after] : [asWritten(here), asWritten(there)];
  return hereAndThere([mine, theirs]);
}

/** The two values below each other. */
function hereAndThere([mine, theirs]: readonly [string, string]): readonly string[] {
  return [`here:  ${mine}`, `there: ${theirs}`];
}

function asWritten(value: unknown): string {
  return JSON.stringify(value) ?? "(absent)";
}

/** Things of one kind that keep an environment from being a mirror. */
export interface Failures {
  readonly title: string;
  readonly items: readonly Failure[];
}

/** One of them: its name, where it is written, and what is wrong, a line each. */
interface Failure {
  readonly name: string;
  /** Such as `environments/shop-dev.yaml:12`; undefined for what no line of the file says. */
  readonly place?: string;
  readonly lines: readonly string[];
}

/** What keeps an environment from being a mirror, by kind; nothing of it is cut to a width. */
export function failuresOf(comparison: Comparison): readonly Failures[] {
  const { here, parity, lines } = comparison;
  return [
    {
      title: "not declared",
      items: parity.undeclared.map((one) => ({
        name: one.setting,
        place: `${here.file}:${lines.ofSetting(one.setting)}`,
        lines: hereAndThere(settingPair(one)),
      })),
    },
    {
      title: "declared, but equal",
      items: parity.stale.map((one) => ({
        name: one.setting,
        place: `${here.file}:${lines.ofDeclaration(one.setting)}`,
        lines: [`both: ${settingValue(one.here)}`, `because: ${one.because}`],
      })),
    },
    {
      title: "what still differs in the Terraform",
      items: parity.attributes.map((one) => ({
        name: one.where,
        lines: attributeLines(one, comparison),
      })),
    },
  ].filter(({ items }) => items.length > 0);
}

/** What to do about an environment that is no mirror. */
interface Fix {
  /** What to do, in a sentence. */
  readonly what: string;
  /** Lines to paste; none where there is nothing to add. */
  readonly paste: readonly string[];
}

/** What to do, in the order in which it can be done without the lines of the file moving under it. */
export function howToFix(comparison: Comparison): readonly Fix[] {
  const { here, parity, lines } = comparison;
  const removals = [...parity.stale].reverse().map(({ setting }) => ({
    what: `Remove the declaration of ${setting} at line ${lines.ofDeclaration(setting)} of ${here.file}: the values are equal.`,
    paste: [],
  }));
  if (parity.undeclared.length > 0) return [...removals, declaration(comparison)];
  if (parity.attributes.length === 0) return removals;
  const what =
    "No setting explains what still differs: the code makes it out of what says which environment this is. Look in src for what writes it.";
  return [...removals, { what, paste: [] }];
}

function declaration({ here, there, parity, lines }: Comparison): Fix {
  const { differences, style, indent } = lines;
  const settings = [...new Set(parity.undeclared.map(({ setting }) => declarable(setting)))];
  const entries = settings.flatMap((setting) => [
    `${indent}- setting: ${setting}`,
    `${indent}  because: "…"`,
  ]);
  const place = {
    empty: `in place of line ${differences} of ${here.file}`,
    lines: `right below line ${differences} of ${here.file}`,
    brackets: `to the list in line ${differences} of ${here.file}, which then must be in lines like these`,
  }[style];
  const it = parity.undeclared.length === 1 ? "it" : "them";
  return {
    what: `Make ${it} equal to ${there.file}, or declare ${it}: add this ${place}, and in place of each … a sentence that says why.`,
    paste: style === "empty" ? ["differences:", ...entries] : entries,
  };
}
