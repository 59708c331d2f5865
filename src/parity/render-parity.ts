import Table from "cli-table3";
import type { Colors } from "picocolors/types";
import type { Parity } from "./parity";

/** How the comparison is written. */
export type ParityFormat = "text" | "markdown" | "json";

/** What {@link renderParity} must be told. */
export interface RenderParityProps {
  readonly here: string;
  readonly there: string;
  readonly parity: Parity;
  readonly format: ParityFormat;
  /** Columns of the terminal. */
  readonly columns: number;
  readonly colors: Colors;
}

/** The comparison for people, for a pull request, or for a program; ends in what to do. */
export function renderParity(props: RenderParityProps): string {
  switch (props.format) {
    case "json":
      return `${JSON.stringify({ here: props.here, there: props.there, ...props.parity }, null, 2)}\n`;
    case "markdown":
      return markdown(props);
    case "text":
      return text(props);
  }
}

function sections({ here, there, parity }: RenderParityProps) {
  return [
    {
      title: "declared differences",
      head: ["setting", here, there, "because"],
      rows: parity.declared.map((d) => [d.setting, show(d.here), show(d.there), d.because]),
    },
    {
      title: "declared, but equal: remove the declaration",
      head: ["setting", "both", "because"],
      rows: parity.stale.map((d) => [d.setting, show(d.here), d.because]),
    },
    {
      title: "not declared: make them equal, or add them to `differences` with a reason",
      head: ["setting", here, there],
      rows: parity.undeclared.map((d) => [d.setting, show(d.here), show(d.there)]),
    },
    {
      title: "what still differs in the Terraform",
      head: ["attribute", here, there],
      rows: parity.attributes.map((d) => [d.where, show(d.here), show(d.there)]),
    },
  ].filter(({ rows }) => rows.length > 0);
}

function verdict({ here, there, parity }: RenderParityProps): string {
  if (!parity.holds) return `${here} is not a mirror of ${there}`;
  const count = parity.declared.length;
  return `${here} mirrors ${there}: ${count} declared ${count === 1 ? "difference" : "differences"}, everything else equal to the byte`;
}

function text(props: RenderParityProps): string {
  const { colors, parity } = props;
  const paint = parity.holds ? colors.green : colors.red;
  const tables = sections(props).map(({ title, head, rows }) => {
    const table = new Table({
      head,
      colWidths: widths([head, ...rows], props.columns),
      wordWrap: true,
      style: { head: [], border: [] },
    });
    table.push(...rows);
    return `${title}\n${table.toString()}`;
  });
  return `${[...tables, paint(verdict(props))].join("\n\n")}\n`;
}

/** The first column as wide as its longest word, up to two fifths; the last takes what is left. */
function widths(rows: readonly (readonly string[])[], columns: number): number[] {
  const count = rows[0]?.length ?? 1;
  const longest = Math.max(...rows.map(([first]) => first?.length ?? 0)) + 2;
  const first = Math.min(longest, Math.floor(columns * 0.4));
  const between = Math.max(22, Math.floor((columns - first) / (count + 1)));
  const used = first + (count - 2) * between + count + 1;
  return [first, ...Array(count - 2).fill(between), Math.max(12, columns - used)];
}

function markdown(props: RenderParityProps): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  const parts = sections(props).map(({ title, head, rows }) =>
    [`**${title}**`, "", line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line)].join(
      "\n",
    ),
  );
  return `${[`### ${verdict(props)}`, ...parts].join("\n\n")}\n`;
}

function cell(value: string): string {
  return value.replaceAll("|", "\\|").replaceAll("\n", " ");
}

function show(value: unknown): string {
  if (value === undefined) return "(absent)";
  if (Array.isArray(value)) return value.length === 0 ? "(none)" : value.map(show).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
