import type { ChangedAttribute, StackDifference } from "./stack-difference";

/** How a difference is written. */
export type DifferenceFormat = "text" | "markdown";

/** Rows of one stack before the rest is only counted; a comment on GitHub ends at 65,536 characters. */
const rowsMax = 60;
/** Characters of one value before the rest is left out. */
const valueMax = 160;

/** What a change of the code does to the Terraform, for people: on a terminal, or as a comment on a pull request. */
export function renderDifference(
  differences: readonly StackDifference[],
  format: DifferenceFormat,
): string {
  if (format === "text") return differences.map(text).join("\n") || `${nothing}\n`;
  return `### What this changes in the Terraform\n\n${differences.map(markdown).join("\n") || `${nothing}\n`}`;
}

const nothing = "Nothing: the synthesized Terraform means the same.";

function text({ stack, ...difference }: StackDifference): string {
  return lines({ stack, ...difference }, (row) => `  ${row.sign} ${row.where}${arrow(row)}`, stack);
}

function arrow({ before, after }: Row): string {
  if (after === undefined) return "";
  return before === undefined ? `: ${after}` : `: ${before} → ${after}`;
}

function markdown(difference: StackDifference): string {
  const { added, removed, changed, stack } = difference;
  const counts = `${added.length} added, ${removed.length} removed, ${changed.length} changed`;
  const head = `<details open><summary><b>${stack}</b>: ${counts}</summary>\n\n| | where | before | after |\n|---|---|---|---|`;
  const row = ({ sign, where, before = "", after = "" }: Row) =>
    `| ${sign} | ${code(where)} | ${code(before)} | ${code(after)} |`;
  return `${lines(difference, row, head)}\n</details>\n`;
}

interface Row {
  readonly sign: "+" | "-" | "~";
  readonly where: string;
  readonly before?: string;
  readonly after?: string;
}

function lines(difference: StackDifference, line: (row: Row) => string, head: string): string {
  const rows: Row[] = [
    ...difference.removed.map((where) => ({ sign: "-", where }) as const),
    ...difference.added.map((where) => ({ sign: "+", where }) as const),
    ...difference.changed.map(changedRow),
  ];
  const rest = rows.length - rowsMax;
  const more = rest > 0 ? [`\n… and ${rest} more`] : [];
  return `${[head, ...rows.slice(0, rowsMax).map(line), ...more].join("\n")}\n`;
}

function changedRow({ where, before, after, what }: ChangedAttribute): Row {
  if (what !== undefined) return { sign: "~", where, after: show(what) };
  return { sign: "~", where, before: show(before), after: show(after) };
}

/** A value in one line, in which nothing can move the terminal's cursor. */
function show(value: unknown): string {
  if (value === undefined) return "(none)";
  const shown =
    typeof value === "string" ? JSON.stringify(value).slice(1, -1) : JSON.stringify(value);
  return shown.length > valueMax ? `${shown.slice(0, valueMax)}…` : shown;
}

/** Text in a table's cell as it is, whatever is in it. */
function code(value: string): string {
  if (value === "") return "";
  const escaped = value.replace(
    /[&<>|`*_~[\]\\\r\n]/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );
  return `<code>${escaped}</code>`;
}
