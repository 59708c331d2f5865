import type { Move } from "../../stack/moved";
import { withoutIndexes } from "../read/address";
import type { StateObject } from "./read-state";

/** What the next plan only renames. */
export type Moves = readonly Move[];

/** Addresses of objects whose block is not in the list, also under the name it moves to; none when there is no list. */
export function notIn(
  objects: readonly StateObject[],
  list: readonly string[] | undefined,
  moves: Moves,
): readonly string[] {
  if (list === undefined) return [];
  const known = new Set(list.map(withoutIndexes));
  return objects
    .filter(({ isDeposed }) => !isDeposed)
    .map(({ address }) => address)
    .filter((address) => !known.has(moved(address, moves)));
}

/** Addresses of the list that no object of the state has, nor moves to. */
export function absentFrom(
  objects: readonly StateObject[],
  list: readonly string[] | undefined,
  moves: Moves,
): readonly string[] {
  const known = new Set(objects.map(({ address }) => moved(address, moves)));
  return (list ?? []).filter((address) => !known.has(withoutIndexes(address)));
}

/** The block that an object's address belongs to once it is moved, as often as it was. */
export function moved(address: string, moves: Moves): string {
  let block = withoutIndexes(address);
  for (const _ of moves) block = moves.find(({ from }) => from === block)?.to ?? block;
  return block;
}
