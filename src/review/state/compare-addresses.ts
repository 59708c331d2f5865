import { withoutIndexes } from "../address";
import type { StateObject } from "./read-state";

/** Addresses of objects whose block is not in the list; none when there is no list. */
export function notIn(
  objects: readonly StateObject[],
  list: readonly string[] | undefined,
): readonly string[] {
  if (list === undefined) return [];
  const known = new Set(list.map(withoutIndexes));
  return objects
    .filter(({ isDeposed }) => !isDeposed)
    .map(({ address }) => address)
    .filter((address) => !known.has(withoutIndexes(address)));
}

/** Addresses of the list that no object of the state has. */
export function absentFrom(
  objects: readonly StateObject[],
  list: readonly string[] | undefined,
): readonly string[] {
  const known = new Set(objects.map(({ address }) => withoutIndexes(address)));
  return (list ?? []).filter((address) => !known.has(withoutIndexes(address)));
}
