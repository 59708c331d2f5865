import { withoutSecrets } from "../../base/secrets";
import { withoutIndexes } from "./address";
import type { ResourceChangeDocument } from "./plan-schema";
import { plainType } from "./resource-type";

/** What Terraform would do with one object; `unknown` is a word this review does not know. */
export type Action =
  | "no-op"
  | "create"
  | "read"
  | "update"
  | "replace"
  | "delete"
  | "forget"
  | "unknown";

/** An object's attributes. */
export type Values = Readonly<Record<string, unknown>>;

/** One object of the plan, and what would become of it. */
export interface ResourceChange {
  /** As people read it in plans; an object left over from a failed replacement says so: `… (deposed 1a2b3c4d)`. */
  readonly address: string;
  /** Where it stood before a `moved` block, when it moves. */
  readonly previousAddress: string | undefined;
  /** Without the index: the block of the configuration that it comes from. */
  readonly block: BlockPath;
  /** The provider's word for the kind; `aws_alb…` is given as `aws_lb…`. */
  readonly type: string;
  readonly isData: boolean;
  readonly isDeposed: boolean;
  readonly isImported: boolean;
  readonly action: Action;
  /** The plan's own words, such as `["delete", "create"]`. */
  readonly actions: readonly string[];
  readonly reason: string | undefined;
  readonly before: Values | undefined;
  readonly after: Values | undefined;
  readonly afterUnknown: unknown;
  readonly beforeSensitive: unknown;
  readonly afterSensitive: unknown;
  /** What forces the replacement; each path as names and indexes. */
  readonly replacePaths: readonly (readonly (string | number)[])[];
}

/** Where in the configuration a block stands. */
export interface BlockPath {
  readonly modules: readonly string[];
  readonly isData: boolean;
  /** As the configuration has it, `aws_alb` left alone. */
  readonly type: string;
  readonly name: string;
}

/** The block's address, without indexes: `module.web.aws_lb.edge`. */
export function blockKey({ modules, isData, type, name }: BlockPath): string {
  const within = modules.map((module) => `module.${module}.`).join("");
  return `${within}${isData ? "data." : ""}${type}.${name}`;
}

/** One entry of the plan in the words of the review; `blocks` are those of the entries before it. */
export function resourceChange(
  entry: ResourceChangeDocument,
  blocks: Map<string, BlockPath> = new Map(),
): ResourceChange {
  const { change } = entry;
  const isData = entry.mode === "data";
  return {
    address: shownAddress(
      entry.deposed ? `${entry.address} (deposed ${entry.deposed})` : entry.address,
    ),
    previousAddress:
      entry.previous_address === undefined || entry.previous_address === entry.address
        ? undefined
        : shownAddress(entry.previous_address) || undefined,
    block: blockOf(entry, isData, blocks),
    type: plainType(entry.type),
    isData,
    isDeposed: Boolean(entry.deposed),
    isImported: change.importing !== undefined && change.importing !== null,
    action: actionOf(change.actions),
    actions: change.actions,
    reason: entry.action_reason,
    before: valuesOf(change.before),
    after: valuesOf(change.after),
    afterUnknown: change.after_unknown,
    beforeSensitive: change.before_sensitive,
    afterSensitive: change.after_sensitive,
    replacePaths: change.replace_paths ?? [],
  };
}

/** One block may make thousands of objects, which share it. */
function blockOf(
  { module_address = "", type, name }: ResourceChangeDocument,
  isData: boolean,
  blocks: Map<string, BlockPath>,
): BlockPath {
  const key = `${module_address} ${isData} ${type} ${name}`;
  const known = blocks.get(key) ?? { modules: moduleNames(module_address), isData, type, name };
  blocks.set(key, known);
  return known;
}

/** An index may be a secret, and addresses are printed everywhere. */
function shownAddress(address: string): string {
  return address.includes('["') ? withoutSecrets(address) : address;
}

/** Whether the object as it is now goes away: deleted, or deleted and made again. */
export function goesAway({ action }: ResourceChange): boolean {
  return action === "delete" || action === "replace" || action === "unknown";
}

/** Whether the object exists afterwards as this plan writes it. */
export function isWritten({ action }: ResourceChange): boolean {
  return action === "create" || action === "update" || action === "replace" || action === "unknown";
}

const single = new Set(["no-op", "create", "read", "update", "delete", "forget"]);
const pairs = new Set(["delete,create", "create,delete", "create,forget", "forget,create"]);

function actionOf(actions: readonly string[]): Action {
  const [only = ""] = actions;
  if (actions.length === 1 && single.has(only)) return only as Action;
  return pairs.has(actions.join()) ? "replace" : "unknown";
}

function valuesOf(value: unknown): Values | undefined {
  return typeof value === "object" && value !== null ? (value as Values) : undefined;
}

/** `module.a["x.y"].module.b` is `a`, `b`: indexes may hold dots and brackets, within quotes. */
function moduleNames(address: string): string[] {
  const names = withoutIndexes(address).split(".");
  return names.filter((_, position) => position % 2 === 1);
}
