import { printable } from "../../base/printable";
import { planned, prior, UNKNOWN } from "../read/planned-value";
import type { ResourceChange } from "../read/resource-change";

/** A value as a sentence has it. */
export function inWords(value: unknown): string {
  if (value === UNKNOWN) return "a value that is known only after the apply";
  if (value === null || value === undefined || value === "") return "unset";
  return printable(typeof value === "string" ? value : JSON.stringify(value));
}

/** `retry_policy.maximum_retry_attempts` goes from 30 to 0: what an attribute is, and what it would be. */
export function fromTo(change: ResourceChange, ...path: readonly (string | number)[]): string {
  return `\`${nameOf(path)}\` goes from ${inWords(prior(change, ...path))} to ${inWords(planned(change, ...path))}`;
}

/** `retry_policy.maximum_retry_attempts`, without the places in lists. */
export function nameOf(path: readonly (string | number)[]): string {
  return path.filter((part) => typeof part === "string").join(".");
}
