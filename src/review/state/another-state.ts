import { accountIn } from "../../base/arns";
import { withoutIndexes } from "../read/address";
import { type Moves, moved } from "./compare-addresses";
import type { StateObject } from "./read-state";
import { taggedObjects, tagOf } from "./tags";

/** Why a state is another environment's, and whose it seems to be. */
export interface Stranger {
  /** In words, with numbers. */
  readonly why: string;
  /** The known environment that it looks like. */
  readonly owner: string | undefined;
}

/** What {@link anotherState} must know. */
interface AnotherStateProps {
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

/** Who an environment is, as its objects in AWS say it; addresses are the same in all environments. */
export interface Identity {
  /** Prefix of its names in AWS, such as `shop-dev`. */
  readonly name: string;
  readonly account: string;
  readonly application: string;
  readonly environment: string;
}

/** What most objects of a state say of whom they belong to. */
interface Sign {
  readonly of: keyof Identity;
  readonly value: string;
  /** In words, with numbers: `23 of 24 tagged objects have environment = prod`. */
  readonly words: string;
}

/** The signs of a state, the surest first; where no value has a majority there is none. `names` are those of known environments. */
export function signsOf(
  objects: readonly StateObject[],
  names: readonly string[],
): readonly Sign[] {
  const managed = objects.filter(({ isData }) => !isData);
  const arns = managed.flatMap(({ values }) => accountIn(values["arn"]) ?? []);
  const owners = managed.flatMap(({ values }) => ownerOf(values["name"], names));
  const tagged = taggedObjects(managed);
  const tags = (name: string) => tagged.map((object) => tagOf(object, name) ?? "");
  return [
    ...sign("account", arns, (account) => `ARNs are of account ${account}`),
    ...sign("application", tags("application"), (value) => tagWords("application", value)),
    ...sign("environment", tags("environment"), (value) => tagWords("environment", value)),
    ...sign("name", owners, (name) => `names are those of ${name}`),
  ];
}

/** The first sign that is not the environment's. */
function strangeSign(signs: readonly Sign[], identity: Identity): Sign | undefined {
  return signs.find(({ of, value }) => identity[of] !== value);
}

/** The one environment that all signs fit; undefined for none, for several, and where nothing says anything. */
export function fitting(
  signs: readonly Sign[],
  identities: readonly Identity[],
): Identity | undefined {
  if (signs.length === 0) return undefined;
  const fit = identities.filter((identity) => strangeSign(signs, identity) === undefined);
  return fit.length === 1 ? fit[0] : undefined;
}

function sign(
  of: Sign["of"],
  values: readonly string[],
  words: (value: string) => string,
): readonly Sign[] {
  const most = [...new Set(values)]
    .filter((value) => value !== "")
    .map((value) => ({ value, times: values.filter((other) => other === value).length }))
    .find(({ times }) => times * 2 > values.length);
  if (most === undefined) return [];
  return [
    { of, value: most.value, words: `${most.times} of its ${values.length} ${words(most.value)}` },
  ];
}

function tagWords(name: string, value: string): string {
  return `taggable objects have the tag ${name} = ${value}`;
}

/** The known environment that a name in AWS is of, such as `shop-dev` for `shop-dev-delivery`, `shop/dev` or `/slipway/shop-dev/app`. */
function ownerOf(name: unknown, known: readonly string[]): string[] {
  if (typeof name !== "string") return [];
  const words = (text: string) => `/${text.replaceAll("-", "/")}/`;
  const owners = known.filter((one) => words(name).includes(words(one)));
  return owners.sort((a, b) => b.length - a.length).slice(0, 1); // of shop-dev and shop-dev-two the latter
}
