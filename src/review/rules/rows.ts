import { kinds } from "../attributes";
import type { Judgement } from "../attributes/judgement";
import type { Plan } from "../read/plan";
import {
  isEmpty,
  isNothing,
  listOf,
  planned,
  prior,
  textsOf,
  UNKNOWN,
} from "../read/planned-value";
import { isWritten, type ResourceChange } from "../read/resource-change";
import { sameValue } from "../read/same-value";
import { note, type Observation, refuse } from "./rule";
import { fromTo, inWords, nameOf } from "./words";

type Path = readonly (string | number)[];

type Row = Extract<Judgement, { rule: string }>;

/** A row and the attribute that it is about. */
interface RowAt {
  readonly path: Path;
  readonly row: Row;
}

/** The rows of one rule by the type of object that they are about. */
export type RowsByType = ReadonlyMap<string, readonly RowAt[]>;

/** Worked out once. */
const rowsByRule = new Map<string, Map<string, readonly RowAt[]>>();
for (const [type, kind] of Object.entries(kinds)) {
  for (const [path, row] of [["", kind.deleted] as const, ...Object.entries(kind.attributes)]) {
    if (!("rule" in row)) continue;
    const byType = rowsByRule.get(row.rule) ?? new Map<string, readonly RowAt[]>();
    byType.set(type, [...(byType.get(type) ?? []), { path: pathOf(path), row }]);
    rowsByRule.set(row.rule, byType);
  }
}

/** The rows of the table that name this rule. */
export function rowsOf(rule: string): RowsByType {
  return rowsByRule.get(rule) ?? none;
}

const none: RowsByType = new Map();

/** What these rows, which are about its type, say of the change. */
export function byRows(
  rows: readonly RowAt[],
  change: ResourceChange,
  plan: Plan,
): readonly Observation[] {
  const [goes, written] = [isGone(change), isWritten(change)];
  const found: Observation[] = [];
  for (const { path, row } of rows) {
    if (row.kind === "gone") {
      if (goes) found.push(refuse(row.what));
      continue;
    }
    // Of something new only what it starts without is said.
    const isNew = change.before === undefined;
    if (!written || (isNew && !(row.kind === "weakened" && row.notedOnCreate))) continue;
    found.push(...judged(row, path, change, plan));
  }
  return found;
}

function isGone({ action }: ResourceChange): boolean {
  return action === "delete" || action === "forget";
}

/** `access_logs.bucket` is a member of the first block; `setting.*` is the whole of it. */
export function pathOf(path: string): Path {
  const names = path.replace(/\.\*$/, "").split(".");
  return names.flatMap((name, i) => (i === 0 ? [name] : [0, name]));
}

function judged(
  row: Exclude<Row, { kind: "gone" }>,
  path: Path,
  change: ResourceChange,
  plan: Plan,
): readonly Observation[] {
  const [was, will] = [prior(change, ...path), planned(change, ...path)];
  // Of an object that is made again the provider fills in what nobody sets.
  if (will === UNKNOWN && !plan.configuration.sets(change.block, String(path[0]))) return [];
  const say = row.verdict === "note" ? note : refuse;
  if (row.kind === "weakened") {
    const strength = will === UNKNOWN ? 0 : row.strength(will);
    if (change.before === undefined) {
      if (!row.notedOnCreate || strength > 0) return [];
      return [note(`${row.what}starts with \`${nameOf(path)}\` ${inWords(will)}`)];
    }
    return strength < row.strength(was) ? [say(`${row.what}${fromTo(change, ...path)}`)] : [];
  }
  if (change.before === undefined || sameValue(was, will)) return [];
  if (isNothing(was) && isNothing(will)) return [];
  if (row.verdict === "note" && isEmpty(was) && will === UNKNOWN) return [];
  switch (row.kind) {
    case "kept":
      return isEmpty(was) || (row.mayEnd && isEmpty(will))
        ? []
        : [say(`${row.what}${fromTo(change, ...path)}`)];
    case "changed":
      return [say(`${row.what}${fromTo(change, ...path)}`)];
    case "lost": {
      const stays = listOf(will);
      const members = textsOf(was).filter((one) => !stays.includes(one));
      return members.length > 0 ? [say(`${row.what} ${members.join(", ")}`)] : [];
    }
  }
}
