import { unequalAttributes } from "../parity/unequal-attributes";
import type { TerraformJson } from "../stack/terraform-json";

/** One attribute that a change of the code changes. */
export interface ChangedAttribute {
  /** Address and attribute, such as `aws_db_instance.database: multi_az`. */
  readonly where: string;
  /** Undefined where it is absent. */
  readonly before: unknown;
  readonly after: unknown;
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
      return other === undefined ? [] : changes(address, part, other);
    }),
  };
}

function changes(address: string, before: Part, after: Part): ChangedAttribute[] {
  const alone = (part: Part) => ({ resource: { part: { of: opened(part) } } });
  return unequalAttributes(alone(before), alone(after))
    .filter(({ here, there }) => here !== undefined || there !== undefined) // keys in another order
    .map(({ where, here, there }) => ({
      where: `${address}${where.slice("part.of".length)}`,
      before: closed(here),
      after: closed(there),
    }));
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

/** A part with its documents, such as policies that Terraform holds as text, opened so that their parts can be compared. */
function opened(part: Part): Part {
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, openedValue(value)]));
}

function openedValue(value: unknown): unknown {
  if (typeof value === "string" && /^\s*[[{]/.test(value)) {
    try {
      return openedValue(JSON.parse(value));
    } catch {
      return value; // text that only looks like a document
    }
  }
  if (Array.isArray(value)) return opened(Object.fromEntries(value.entries()));
  return typeof value === "object" && value !== null ? opened(value as Part) : value;
}

/** The lists of {@link openedValue} as lists again. */
function closed(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, closed(item)] as const);
  const isList = entries.length > 0 && entries.every(([key], at) => key === String(at));
  return isList ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}
