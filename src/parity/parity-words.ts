import { count } from "../review/report/count";
import { shownPair } from "../review/report/shown-value";
import type { DeclarationLines } from "./declaration-lines";
import type { Parity } from "./parity";
import type { UnequalAttribute } from "./unequal-attributes";
import type { UnequalSetting } from "./unequal-settings";

/** An environment of the comparison. */
export interface Side {
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
export function settingValue(value: unknown): string {
  if (value === undefined) return "(absent)";
  if (Array.isArray(value))
    return value.length === 0 ? "(none)" : value.map(settingValue).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What differs in an attribute, a line each; long values from shortly before they differ. */
export function attributeLines(
  { where, here, there }: UnequalAttribute,
  comparison: Comparison,
): readonly string[] {
  if (here === undefined && there === undefined) return ["the same, in another order"];
  if (here === undefined || there === undefined) {
    const owner = here === undefined ? comparison.there : comparison.here;
    return [`only ${owner.name} has it`];
  }
  const { before, after } = shownPair(where, here, there);
  const isTold = before !== after || before === "(secret)"; // else they differ in kind, such as 5 and "5"
  const [mine, theirs] = isTold ? [before, after] : [asWritten(here), asWritten(there)];
  return hereAndThere([mine, theirs]);
}

/** The two values below each other. */
export function hereAndThere([mine, theirs]: readonly [string, string]): readonly string[] {
  return [`here:  ${mine}`, `there: ${theirs}`];
}

function asWritten(value: unknown): string {
  return JSON.stringify(value) ?? "(absent)";
}
