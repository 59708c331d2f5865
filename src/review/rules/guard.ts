import { printable } from "../../base/printable";
import { numberOf, textOf } from "../read/plain-value";
import { planned, prior, UNKNOWN } from "../read/planned-value";
import type { ResourceChange } from "../read/resource-change";
import { isWritten, note, type Observation, refuse } from "./rule";

/** One attribute that protects something. */
export interface Guard {
  readonly types: readonly string[];
  readonly path: readonly (string | number)[];
  /** How well a value protects: 0 not at all, more is better. Never asked about an unknown value, which is 0. */
  strength(value: unknown): number;
  /** Whether something new that starts without it is worth a note. */
  readonly notedOnCreate?: boolean;
}

/** Attributes of the change that would protect less than now, or, on something new, not at all. */
export function weakenings(
  change: ResourceChange,
  guards: readonly Guard[],
): readonly Observation[] {
  if (!isWritten(change)) return [];
  return guards
    .filter(({ types }) => types.includes(change.type))
    .flatMap((guard): Observation[] => {
      const will = planned(change, ...guard.path);
      const strength = will === UNKNOWN ? 0 : guard.strength(will);
      if (change.before === undefined) {
        if (!guard.notedOnCreate || strength > 0 || will === UNKNOWN) return [];
        return [note(`starts with \`${nameOf(guard.path)}\` ${inWords(will)}`)];
      }
      if (strength >= guard.strength(prior(change, ...guard.path))) return [];
      return [refuse(fromTo(change, ...guard.path))];
    });
}

/** Protects when true. */
export const whenTrue = (value: unknown): number => (value === true ? 1 : 0);

/** Protects unless true. */
export const unlessTrue = (value: unknown): number => (value === true ? 0 : 1);

/** Protects more the larger the number. */
export const byNumber = (value: unknown): number => numberOf(value) ?? 0;

/** The same, where nothing said means a number of AWS's. */
export const byNumberOr =
  (unset: number) =>
  (value: unknown): number =>
    numberOf(value) ?? unset;

/** Protects when there is something. */
export const whenPresent = (value: unknown): number =>
  value === null || value === undefined || value === "" ? 0 : 1;

/** Protects more the later the word stands in the list; a word that is not in it does not protect. */
export const byRank =
  (...weakToStrong: readonly string[]) =>
  (value: unknown): number =>
    weakToStrong.indexOf(textOf(value)) + 1;

/** A value as a sentence has it. */
export function inWords(value: unknown): string {
  if (value === UNKNOWN) return "a value that only the apply will tell";
  if (value === null || value === undefined || value === "") return "unset";
  return printable(typeof value === "string" ? value : JSON.stringify(value));
}

/** `retry_policy.maximum_retry_attempts` goes from 30 to 0: what an attribute is, and what it would be. */
export function fromTo(change: ResourceChange, ...path: readonly (string | number)[]): string {
  return `\`${nameOf(path)}\` goes from ${inWords(prior(change, ...path))} to ${inWords(planned(change, ...path))}`;
}

function nameOf(path: readonly (string | number)[]): string {
  return path.filter((part) => typeof part === "string").join(".");
}
