import type { ResourceChange } from "./resource-change";

/** Stands for a value that Terraform will know only after the apply. Rules count it as the worst it could be. */
export const UNKNOWN = Symbol("known after apply");

type Path = readonly (string | number)[];

/** What the attribute would be after the apply; a part that is not known yet is {@link UNKNOWN}. */
export function planned(change: ResourceChange, ...path: Path): unknown {
  let value: unknown = change.after;
  let unknown = change.afterUnknown;
  for (const key of path) {
    if (unknown === true) return UNKNOWN;
    value = member(value, key);
    unknown = member(unknown, key);
  }
  return withUnknowns(value, unknown);
}

/** What the attribute is now. */
export function prior(change: ResourceChange, ...path: Path): unknown {
  return path.reduce<unknown>(member, change.before);
}

/** What a member of an object or list is; undefined when there is none. Inherited members are none. */
export function member(value: unknown, key: string | number): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string | number, unknown>)[key];
}

/** The list, or an empty one; {@link UNKNOWN} is a list of one unknown. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === UNKNOWN) return [UNKNOWN];
  return Array.isArray(value) ? value : [];
}

/** The texts of a list of texts; whatever is unknown is left to {@link hasUnknown}. */
export function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((item) => typeof item === "string");
}

/** Whether anything in the value is known only after the apply. */
export function hasUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}

/** Null, an empty text, list or object: providers fill these in for one another. */
export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  return typeof value === "object" && Object.values(value).every(isEmpty);
}

/** The same, with false and zero: what a provider takes an attribute for that nobody sets. */
export function isNothing(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).every(isNothing);
  return value === false || value === 0 || value === "0" || value === "false" || isEmpty(value);
}

function withUnknowns(value: unknown, unknown: unknown): unknown {
  if (unknown === true) return UNKNOWN;
  if (typeof unknown !== "object" || unknown === null) return value;
  if (Array.isArray(unknown)) {
    if (!unknown.some(marks)) return value;
    const known = Array.isArray(value) ? value : [];
    const length = Math.max(known.length, unknown.length);
    return Array.from({ length }, (_, i) => withUnknowns(known[i], unknown[i]));
  }
  if (!marks(unknown)) return value;
  const names = new Set([...Object.keys(value ?? {}), ...Object.keys(unknown)]);
  return Object.fromEntries(
    [...names].map((name) => [name, withUnknowns(member(value, name), member(unknown, name))]),
  );
}

function marks(unknown: unknown): boolean {
  if (unknown === true) return true;
  return typeof unknown === "object" && unknown !== null && Object.values(unknown).some(marks);
}
