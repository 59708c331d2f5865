import { numberOf, textOf } from "../read/plain-value";

/** Who judges that an attribute, or an object, changes; `harmless` says why nobody needs to. */
export type Judgement = Harmless | Fixed | ByRule | Weakened | Kept | Changed | Lost | Gone;

interface Harmless {
  readonly kind: "harmless";
  readonly reason: string;
}

/** The provider makes the object again to change it, which the kind's `replaced` judges. In place it is unfamiliar. */
interface Fixed {
  readonly kind: "fixed";
  /** What the module makes it with, where another value is another kind of thing: that is unfamiliar in a new object too. */
  readonly values?: RegExp;
}

/** These rules have code for it. */
interface ByRule {
  readonly kind: "by rule";
  readonly rules: readonly string[];
}

interface OfRule {
  readonly rule: string;
  /** `note` where it is worth knowing and no more. */
  readonly verdict: "refuse" | "note";
}

/** It protects, and must not protect less than now. */
interface Weakened extends OfRule {
  readonly kind: "weakened";
  /** How well a value protects: 0 not at all, more is better. Never asked about an unknown value, which is 0. */
  strength(value: unknown): number;
  readonly what: string;
  /** Whether something new that starts without it is worth a note. */
  readonly notedOnCreate: boolean;
  /** Whether an environment's file may ask for it, so that a state which has it lacks no protection. */
  readonly mayBeChosen: boolean;
}

/** Where it is set, it stays: another value, or none, is a loss. */
interface Kept extends OfRule {
  readonly kind: "kept";
  readonly what: string;
  /** Whether another attribute says that it ends, so that only another value counts. */
  readonly mayEnd: boolean;
}

/** Any other value means something else. */
interface Changed extends OfRule {
  readonly kind: "changed";
  readonly what: string;
}

/** A list, or a block, must not lose what it has. */
interface Lost extends OfRule {
  readonly kind: "lost";
  readonly what: string;
}

/** The object must not go. */
interface Gone extends OfRule {
  readonly kind: "gone";
  readonly what: string;
}

/** What becomes of a kind of object, and who judges it. */
export interface KindOfObject {
  /** Deleted, or let go of by Terraform. */
  readonly deleted: Judgement;
  /** Deleted and made again. */
  readonly replaced: Judgement;
  /** By path without indexes, such as `health_check.path`; `dimensions.*` is all that stands below. */
  readonly attributes: Readonly<Record<string, Judgement>>;
}

/** Kinds of objects by their type. */
export type Kinds = Readonly<Record<string, KindOfObject>>;

/** Nobody needs to know, for this reason. */
export function harmless(reason: string): Judgement {
  return { kind: "harmless", reason };
}

/** The provider cannot change it in place. */
export const fixed: Judgement = { kind: "fixed" };

/** The same, and the module makes it with these values alone. */
export function fixedTo(values: RegExp): Judgement {
  return { kind: "fixed", values };
}

/** One of these rules, or each, looks at it. */
export function by(...rules: readonly string[]): Judgement {
  return { kind: "by rule", rules };
}

/** It must not protect less. `what` begins the sentence; the values follow. */
export function weakened(
  rule: string,
  strength: (value: unknown) => number,
  more: Partial<Pick<Weakened, "notedOnCreate" | "mayBeChosen" | "verdict" | "what">> = {},
): Weakened {
  return {
    kind: "weakened",
    rule,
    strength,
    notedOnCreate: false,
    mayBeChosen: false,
    verdict: "refuse",
    what: "",
    ...more,
  };
}

/** Where it is set, it stays. `what` begins the sentence; the values follow. */
export function kept(rule: string, what = "", { mayEnd = false } = {}): Judgement {
  return { kind: "kept", rule, what, verdict: "refuse", mayEnd };
}

/** It must not be deleted, nor let go of. */
export function gone(rule: string, what: string): Judgement {
  return { kind: "gone", rule, what, verdict: "refuse" };
}

/** Any change is refused. */
export function changed(rule: string, what: string): Judgement {
  return { kind: "changed", rule, what, verdict: "refuse" };
}

/** Any change is noted. */
export function noted(rule: string, what: string): Judgement {
  return { kind: "changed", rule, what, verdict: "note" };
}

/** No member goes. `what` begins the sentence; the lost members follow. */
export function lost(rule: string, what: string): Judgement {
  return { kind: "lost", rule, what, verdict: "refuse" };
}

/** Protects when true. */
export const whenTrue = (value: unknown): number => (value === true ? 1 : 0);

/** Protects unless true. */
export const unlessTrue = (value: unknown): number => (value === true ? 0 : 1);

/** Protects unless false. */
export const unlessFalse = (value: unknown): number => (value === false ? 0 : 1);

/** Protects more the larger the number. */
export const byNumber = (value: unknown): number => numberOf(value) ?? 0;

/** Protects more the smaller the number, which no setting of AWS's makes larger than this. */
export const byNumberDown = (value: unknown): number => 1e9 - byNumber(value);

/** Protects more the larger the number, where nothing said means a number of AWS's. */
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
