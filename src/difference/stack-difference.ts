import { looksLikeJson } from "../base/text";
import { describePolicyChange } from "../review/iam/describe-grant";
import { type Policy, readPolicy } from "../review/iam/policy";
import { tryParseJson } from "../review/read/parse-json";
import { withoutSecretsWithin } from "../review/render/differences";
import type { TerraformJson } from "../stack/terraform-json";

/** One attribute that a change of the code changes. */
export interface ChangedAttribute {
  /** Address and attribute, such as `aws_db_instance.database: multi_az`. */
  readonly where: string;
  /** Undefined where it is absent; without the values of secrets. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** The change in words, in place of both values: what a policy allows, what a list gains. */
  readonly what?: string;
}

/** What a change of the code does to one stack's Terraform. */
export interface StackDifference {
  /** Name of the stack, such as `eec-dev`. */
  readonly stack: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly ChangedAttribute[];
}

/** A stack by its name, as it was synthesized. */
export type Stacks = ReadonlyMap<string, TerraformJson>;

/** Compares what was synthesized before and after a change, stack by stack; equal stacks are left out. */
export function stackDifferences(before: Stacks, after: Stacks): StackDifference[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names
    .map((stack) => compare(stack, parts(before.get(stack)), parts(after.get(stack))))
    .filter(({ added, removed, changed }) => added.length + removed.length + changed.length > 0);
}

type Part = Readonly<Record<string, unknown>>;
type Parts = ReadonlyMap<string, Part>;

function compare(stack: string, before: Parts, after: Parts): StackDifference {
  return {
    stack,
    added: [...after.keys()].filter((address) => !before.has(address)),
    removed: [...before.keys()].filter((address) => !after.has(address)),
    changed: [...before].flatMap(([address, part]) => {
      const other = after.get(address);
      return other === undefined ? [] : inObject(`${address}: `, part, other);
    }),
  };
}

/** A stack's parts by address; what has no name of its own, such as a provider, by its type. */
function parts(json: TerraformJson | undefined): Parts {
  const found = new Map<string, Part>();
  for (const [block, types] of Object.entries(json ?? {})) {
    if (block === "//") continue;
    for (const [type, named] of Object.entries(types as object)) {
      if (!namedBlocks.has(block)) {
        found.set(`${block}.${type}`, { "": named });
        continue;
      }
      for (const [name, part] of Object.entries(named as object)) {
        found.set(block === "resource" ? `${type}.${name}` : `${block}.${type}.${name}`, part);
      }
    }
  }
  return found;
}

/** Blocks of Terraform in which everything has a type and a name. */
const namedBlocks: ReadonlySet<string> = new Set(["resource", "data", "ephemeral"]);

/** Where two values differ: documents that Terraform holds as text by their parts, policies by what they allow, lists by their members. */
function inValue(where: string, before: unknown, after: unknown): ChangedAttribute[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [was, will] = [opened(before), opened(after)];
  const policies = [policyIn(was, will), policyIn(will, was)] as const;
  if (policies[0] && policies[1]) return inPolicy(where, was, will, policies[0], policies[1]);
  if (Array.isArray(was) && Array.isArray(will)) return inList(where, was, will);
  if (isObject(was) && isObject(will)) return inObject(`${where}.`, was, will);
  return [value(where, before, after)];
}

function inObject(prefix: string, before: Part, after: Part): ChangedAttribute[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((name) => name !== "//")
    .flatMap((name) => inValue(`${prefix}${name}`, before[name], after[name]));
}

function inList(
  where: string,
  before: readonly unknown[],
  after: readonly unknown[],
): ChangedAttribute[] {
  const named = [byName(before), byName(after)] as const;
  if (named[0] && named[1]) {
    const names = [...new Set([...named[0].keys(), ...named[1].keys()])];
    return names.flatMap((name) =>
      inValue(`${where}[${name}]`, named[0]?.get(name), named[1]?.get(name)),
    );
  }
  if (before.length === after.length && [...before, ...after].every(isObject)) {
    return before.flatMap((item, at) => inValue(`${where}.${at}`, item, after[at]));
  }
  const without = (items: readonly unknown[], others: readonly unknown[]) => {
    const known = new Set(others.map((other) => JSON.stringify(other)));
    return items.filter((item) => !known.has(JSON.stringify(item)));
  };
  const [lost, gained] = [without(before, after), without(after, before)];
  const say = (words: string, items: readonly unknown[]) =>
    items.length === 0
      ? []
      : [
          `${words} ${items.map((item) => JSON.stringify(withoutSecretsWithin(where, item))).join(", ")}`,
        ];
  const said = [...say("gains", gained), ...say("loses", lost)].join("; ");
  return [{ where, what: said || "another order" }];
}

/** Items by their name, where each has one and no two the same. */
function byName(items: readonly unknown[]): ReadonlyMap<string, unknown> | undefined {
  const names = items.map((item) => (isObject(item) ? item["name"] : undefined));
  const isNamed = names.every((name) => typeof name === "string");
  if (!isNamed || items.length === 0 || new Set(names).size < names.length) return undefined;
  return new Map(items.map((item, at) => [String(names[at]), item]));
}

/** The policy that a document is; where there is none and the other is one, one that allows nothing. */
function policyIn(document: unknown, other: unknown): Policy | undefined {
  if (document === undefined) return readPolicy(other) && [];
  return readPolicy(document);
}

function inPolicy(
  where: string,
  was: unknown,
  will: unknown,
  before: Policy,
  after: Policy,
): ChangedAttribute[] {
  const said = describePolicyChange(before, after).map((what) => ({ where, what }));
  const isSameText = ordered(was) === ordered(will);
  if (said.length > 0 || isSameText) return said;
  return [{ where, what: "is written otherwise, and allows and denies the same" }];
}

/** The document's text whatever its order: of statements, of actions, of members. */
function ordered(document: unknown): string {
  if (Array.isArray(document)) return `[${document.map(ordered).sort().join()}]`;
  if (!isObject(document)) return JSON.stringify(document);
  const members = Object.keys(document).sort();
  return `{${members.map((name) => `${name}:${ordered(document[name])}`).join()}}`;
}

function value(where: string, before: unknown, after: unknown): ChangedAttribute {
  return {
    where,
    before: withoutSecretsWithin(where, before),
    after: withoutSecretsWithin(where, after),
  };
}

function opened(value: unknown): unknown {
  return typeof value === "string" && looksLikeJson(value) ? (tryParseJson(value) ?? value) : value;
}

function isObject(value: unknown): value is Part {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
