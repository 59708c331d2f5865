import { shortened } from "../../../base/printable";
import { kindOf } from "../../attributes";
import {
  type Exposure,
  holds,
  isOfOthers,
  openings,
  othersByName,
  rangesElsewhere,
  type ValuesAt,
} from "../../attributes/openings";
import { ownAccounts } from "../../iam/own-accounts";
import { movedAttributes } from "../../read/moved-attributes";
import { textOf } from "../../read/plain-value";
import type { Plan } from "../../read/plan";
import { isEmpty, member, planned, prior, UNKNOWN } from "../../read/planned-value";
import { goesAway, isWritten, type ResourceChange } from "../../read/resource-change";
import { sameValue } from "../../read/same-value";
import { type Observation, type Rule, refuse } from "../rule";
import { fromTo, inWords } from "../words";

/**
 * What a project makes beside the module opens something: to everybody, to another account or network, or to somebody who is let in.
 * The kinds that are known are in the table of openings.
 */
export const openedBeside: Rule = {
  name: "opened-beside",
  class: "exposure",
  why: "A kind that a project declares as its own is known to the project, and not who comes in by this one object.",
  advice:
    "Name who needs it and ask them who they are; keep it inside the network and the account. If it is meant, approve it by name.",
  check(change, plan): readonly Observation[] {
    if (!change.type.startsWith("aws_") || kindOf(change.type) !== undefined) return [];
    const own = ownAccounts(plan);
    return [
      ...heldLess(change),
      ...(isWritten(change)
        ? [...opened(change, plan, own), ...givenToOthers(change, plan, own)]
        : []),
    ];
  },
};

function opened(
  change: ResourceChange,
  plan: Plan,
  own: ReadonlySet<string>,
): readonly Observation[] {
  const before = at((name) => prior(change, name));
  const after = at((name) => asked(change, plan, name));
  return exposuresOf(change).flatMap((row) => {
    if (row.unless?.(after)) return [];
    const wasClosed = change.before === undefined || (row.unless?.(before) ?? false);
    const found =
      row.path === undefined
        ? named(row, before, after, wasClosed)
        : byValue(row, row.path, before, after, wasClosed, own);
    return found === undefined ? [] : [refuse(`${row.what}${found}`)];
  });
}

/** What the table has of this kind; that its name begins with `aws_` keeps what every object has apart. */
function exposuresOf({ type }: ResourceChange): readonly Exposure[] {
  return openings[type] ?? [];
}

/** An object that opens something by being there. */
function named(
  { names = [] }: Exposure,
  before: ValuesAt,
  after: ValuesAt,
  wasClosed: boolean,
): string | undefined {
  const isSame = names.every((name) => sameValue(before(name), after(name)));
  if (isSame && !wasClosed) return undefined;
  const said = names.flatMap((name) => {
    const values = after(name);
    return values.length === 0 ? [] : [`\`${name}\` ${values.map(words).join(", ")}`];
  });
  return said.length === 0 ? "" : `: ${said.join(", ")}`;
}

/** An attribute with a value that opens something, and had none that did the same. */
function byValue(
  { opens = () => true, orUnset }: Exposure,
  path: string,
  before: ValuesAt,
  after: ValuesAt,
  wasClosed: boolean,
  own: ReadonlySet<string>,
): string | undefined {
  const opening = (values: readonly unknown[]) =>
    (values.length === 0 && orUnset ? [undefined] : values).filter(
      (value) => value === UNKNOWN || opens(value, own),
    );
  const had = wasClosed ? [] : opening(before(path));
  const come = opening(after(path)).filter((value) => !had.some((one) => sameValue(one, value)));
  return come.length === 0 ? undefined : `: \`${path}\` ${come.map(words).join(", ")}`;
}

function words(value: unknown): string {
  return shortened(inWords(value));
}

/** Of a replacement the provider fills in what nobody sets. */
function asked(change: ResourceChange, plan: Plan, name: string): unknown {
  const value = planned(change, name);
  return value === UNKNOWN && !plan.configuration.sets(change.block, name) ? undefined : value;
}

/** Every value at a path through blocks and lists; nothing that is empty. */
function at(get: (name: string) => unknown): ValuesAt {
  return (path) => {
    const [first, ...rest] = path.split(".") as [string, ...string[]];
    const values = rest.reduce<readonly unknown[]>(
      (all, name) => all.flatMap((one) => within(one === UNKNOWN ? UNKNOWN : member(one, name))),
      within(get(first)),
    );
    return values.filter((value) => !isEmpty(value));
  };
}

function within(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** What holds back a whole account is less, or goes. */
function heldLess(change: ResourceChange): readonly Observation[] {
  const hold = holds[change.type];
  if (hold === undefined) return [];
  if (goesAway(change) && !isWritten(change)) return [refuse(hold.what)];
  if (!isWritten(change)) return [];
  const strength = (value: unknown) => hold.strong.indexOf(textOf(value)) + 1; // of what is not known none
  const [was, will] = [prior(change, hold.path), planned(change, hold.path)];
  const isLess =
    hold.strong.length === 0
      ? change.before !== undefined
      : strength(will) === 0 || strength(will) < strength(was);
  const isNews = change.before === undefined || !sameValue(was, will);
  return isLess && isNews ? [refuse(`${hold.what}: ${fromTo(change, hold.path)}`)] : [];
}

/** Another account or every address by an attribute that also kinds have of which nobody thought. */
function givenToOthers(
  change: ResourceChange,
  plan: Plan,
  own: ReadonlySet<string>,
): readonly Observation[] {
  const known = new Set(exposuresOf(change).flatMap(({ path, names = [] }) => [path, ...names]));
  const moved = movedAttributes(change, plan).filter(({ path }) => !known.has(path));
  const everybody = rangesElsewhere.types.test(change.type)
    ? []
    : moved
        .filter(({ path }) => !rangesElsewhere.paths.test(path))
        .filter(({ before, after }) => hasEveryRange(after) && !hasEveryRange(before))
        .map(({ path }) => refuse(`lets in every address there is: \`${path}\``));
  const toOthers = othersByName.flatMap(({ path: names, isAccount, what }) =>
    moved
      .filter(({ path }) => names.test(path) && !narrows.test(path))
      .flatMap(({ path, before, after }) => {
        const had = within(before);
        const come = within(after)
          .filter((value) => (isAccount ? account : arnOfAccount).test(textOf(value)))
          .filter((value) => isOfOthers(value, own) && !had.some((one) => sameValue(one, value)));
        return come.length === 0
          ? []
          : [refuse(`${what}: \`${path}\` ${come.map(words).join(", ")}`)];
      }),
  );
  return [...everybody, ...toOthers];
}

function hasEveryRange(value: unknown): boolean {
  return within(value).some((one) => /^(0\.0\.0\.0|::)\/0$/.test(textOf(one)));
}

const account = /^\d{12}$/;
const arnOfAccount = /^arn:[^:]*:[^:]*:[^:]*:\d{12}:/;
/** Says for whom not, or only for whom. */
const narrows = /(^|[._])(excluded?|exclude|disallowed|denied|source)_/;
