import { kindOf } from "../attributes";
import { groupBy } from "../group-by";
import { type Group, groupOfType, groups } from "../group-of-type";
import { member } from "../read/planned-value";
import { pathOf } from "../rules/rows";
import { inWords, nameOf } from "../rules/words";
import { secretsWithin } from "../secrets-within";
import { absentFrom, type Moves, notIn } from "./compare-addresses";
import type { StateObject } from "./read-state";
import { missingTags, otherTags } from "./tags";

/** What is wrong with an object of the state, or with its absence. */
interface StateFinding {
  readonly kind: StateFindingKind;
  readonly address: string;
  /** In words, without secret values. */
  readonly what: string;
}

/** What kind of thing is wrong; each has its own advice. */
export type StateFindingKind =
  | "secret in plain text"
  | "missing protection"
  | "orphan"
  | "absent"
  | "not in the committed list"
  | "unfinished"
  | "missing tags"
  | "other tags";

/** What the review says about a state. */
export interface StateReview {
  readonly findings: readonly StateFinding[];
  /** Every object that Terraform manages, by the part of the environment it belongs to. */
  readonly addressesByGroup: ReadonlyMap<Group, readonly string[]>;
  /** What says which tags an object should have: the stack, or, where no environment is known, the tags that most objects carry. */
  readonly tagsExpectedBy: "stack" | "majority";
}

/** What a state is compared with; without it the comparison is left out. */
export interface StateReviewOptions {
  /** Every address that the environment's stack has. */
  readonly stackAddresses?: readonly string[] | undefined;
  /** The tags that the stack gives to everything, by name. */
  readonly defaultTags?: Readonly<Record<string, string>> | undefined;
  /** What the next plan only renames. */
  readonly moves?: Moves | undefined;
  /** The addresses that the team has agreed on and keeps in a file. */
  readonly committedAddresses?: readonly string[] | undefined;
}

/** Looks over a state: what Terraform manages, and what of it is unprotected, untagged, unknown, or written down too openly. */
export function reviewState(
  objects: readonly StateObject[],
  { stackAddresses, defaultTags, moves = [], committedAddresses }: StateReviewOptions = {},
): StateReview {
  const managed = objects.filter(({ isData }) => !isData);
  const tags = missingTags(objects, defaultTags);
  return {
    findings: [
      ...objects.flatMap((object) =>
        secretsWithin(object).map(({ path }) =>
          found("secret in plain text", object.address, `\`${path}\``),
        ),
      ),
      ...managed.flatMap((object) =>
        missingProtection(object).map((what) => found("missing protection", object.address, what)),
      ),
      ...notIn(managed, stackAddresses, moves).map((address) =>
        found("orphan", address, "is not in the stack: the next plan deletes it"),
      ),
      ...absentFrom(managed, stackAddresses, moves).map((address) =>
        found("absent", address, "is in the stack and not in the state: the next plan makes it"),
      ),
      ...notIn(managed, committedAddresses, moves).map((address) =>
        found(
          "not in the committed list",
          address,
          "was renamed without a `moved`, or added without the list",
        ),
      ),
      ...managed.flatMap((object) =>
        unfinished(object).map((what) => found("unfinished", object.address, what)),
      ),
      ...[...tags].map(([address, names]) => found("missing tags", address, names.join(", "))),
      ...otherTags(objects, defaultTags).map(({ address, what }) =>
        found("other tags", address, what),
      ),
    ],
    addressesByGroup: grouped(managed),
    tagsExpectedBy: defaultTags ? "stack" : "majority",
  };
}

function grouped(objects: readonly StateObject[]): StateReview["addressesByGroup"] {
  const byGroup = groupBy(objects, ({ type }) => groupOfType(type));
  return new Map(
    groups.flatMap((group) => {
      const members = byGroup.get(group)?.map(({ address }) => address);
      return members ? [[group, members] as const] : [];
    }),
  );
}

function found(kind: StateFindingKind, address: string, what: string): StateFinding {
  return { kind, address, what };
}

/** What an apply that broke off left to do about it. */
function unfinished({ isTainted, isDeposed }: StateObject): readonly string[] {
  return [
    ...(isTainted ? ["is tainted: the next plan replaces it"] : []),
    ...(isDeposed ? ["is left over from a replacement: the next plan deletes it"] : []),
  ];
}

/** What protects such an object elsewhere and does not protect this one: the rows of the plan review, read from the state. */
function missingProtection({ type, isData, values }: StateObject): readonly string[] {
  if (isData) return [];
  return Object.entries(kindOf(type)?.attributes ?? {}).flatMap(([attribute, row]) => {
    if (row.kind !== "weakened" || !row.notedOnCreate || row.mayBeChosen) return [];
    const path = pathOf(attribute);
    const value = path.reduce<unknown>(member, values);
    return row.strength(value) > 0 ? [] : [`\`${nameOf(path)}\` is ${inWords(value)}`];
  });
}
