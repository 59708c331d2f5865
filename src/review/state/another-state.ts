import { withoutIndexes } from "../read/address";
import { type Moves, moved } from "./compare-addresses";
import type { StateObject } from "./read-state";
import { fitting, type Identity, signsOf, strangeSign } from "./signs";

/** Why a state is another environment's, and whose it seems to be. */
export interface Stranger {
  /** In words, with numbers. */
  readonly why: string;
  /** The known environment that it looks like. */
  readonly owner: string | undefined;
}

/** What {@link anotherState} must be told. */
export interface AnotherStateProps {
  readonly objects: readonly StateObject[];
  readonly identity: Identity;
  /** Every address that the environment's stack has. */
  readonly stackAddresses: readonly string[];
  /** What the next plan only renames. */
  readonly moves: Moves;
  /** Every environment that there is a file for. */
  readonly identities: readonly Identity[];
}

/** Says why a state is not that of the environment it is to be compared with; undefined when it is. */
export function anotherState(props: AnotherStateProps): Stranger | undefined {
  const { objects, identity, stackAddresses, identities } = props;
  const signs = signsOf(
    objects,
    identities.map(({ name }) => name),
  );
  const owner = fitting(signs, identities)?.name;
  const sign = strangeSign(signs, identity);
  if (sign) return { why: sign.words, owner };
  const known = new Set(stackAddresses.map(withoutIndexes));
  const own = objects
    .filter(({ isData, isDeposed }) => !isData && !isDeposed)
    .map(({ address }) => moved(address, props.moves));
  const shared = own.filter((address) => known.has(address)).length;
  if (own.length === 0 || shared * 2 >= own.length) return undefined;
  const why = `${shared} of its ${own.length} objects are in the stack of ${identity.name}`;
  return { why, owner: owner === identity.name ? undefined : owner };
}
