import { stringify } from "csv-stringify/sync";
import type { Colors } from "picocolors/types";
import { asCode, asMarkdown, count, escapeHazards, printable } from "../../base/printable";
import { wrap } from "../../base/text-layout";
import { shortDigest } from "../../contract/images";
import type { HistoryEntry } from "./history";
import { minute, who } from "./status";

/** How a history can be printed. */
export const historyFormats = ["text", "markdown", "csv", "json"] as const;

/** One of {@link historyFormats}. */
export type HistoryFormat = (typeof historyFormats)[number];

/** A history, and how it is printed. */
interface RenderedHistory {
  readonly environment: string;
  /** As it was asked for; undefined for all that is kept. */
  readonly since: string | undefined;
  /** Newest first. */
  readonly entries: readonly HistoryEntry[];
  readonly colors: Colors;
  /** Columns of the terminal. */
  readonly columns: number;
}

/** Columns of the CSV and names in the JSON, in this order; later versions only add some at the end. */
export const historyColumns = [
  "at",
  "what",
  "outcome",
  "image",
  "by",
  "why",
  "reference",
] as const satisfies readonly (keyof HistoryEntry)[];

/** Prints a history. What is in the table was written by many people and is made safe for where it goes. */
export function renderHistory(history: RenderedHistory, format: HistoryFormat): string {
  return renderers[format](history);
}

const renderers: Readonly<Record<HistoryFormat, (history: RenderedHistory) => string>> = {
  text: (history) =>
    `${[history.colors.bold(title(history)), ...history.entries.flatMap((entry) => lines(entry, history))].join("\n")}\n`,
  markdown: (history) =>
    `${[
      `# ${asMarkdown(title(history))}`,
      "",
      "| when (UTC) | what | outcome | image | who | why | reference |",
      "|---|---|---|---|---|---|---|",
      ...history.entries.map(
        ({ at, what, outcome, image, by, why, reference }) =>
          `| ${[asMarkdown(at), what, codeOrNothing(outcome), codeOrNothing(image), codeOrNothing(by), asMarkdown(why), codeOrNothing(reference)].join(" | ")} |`,
      ),
    ].join("\n")}\n`,
  // A spreadsheet takes a cell that begins with = + - or @ for a formula and runs it.
  csv: ({ entries }) =>
    stringify(
      entries.map((entry) => historyColumns.map((name) => printable(entry[name]))),
      { header: true, columns: [...historyColumns], escape_formulas: true },
    ),
  json: ({ environment, since, entries }) => {
    const ordered = entries.map((entry) =>
      Object.fromEntries(historyColumns.map((name) => [name, entry[name]])),
    );
    return `${escapeHazards(JSON.stringify({ environment, since: since ?? null, entries: ordered }, null, 2))}\n`;
  },
};

function title({ environment, since, entries }: RenderedHistory): string {
  const sinceText = since === undefined ? "" : ` since ${since}`;
  const many = entries.length === 0 ? "nothing was recorded" : count(entries.length, "entry");
  return `History of ${environment}${sinceText}: ${many.replace(/entrys$/, "entries")}`;
}

function lines(entry: HistoryEntry, { colors, columns }: RenderedHistory): string[] {
  const { at, what, outcome, image, by, why, reference } = entry;
  const indent = 18;
  const head = [
    printable(minute(at)),
    colors.bold(what),
    what === outcome ? "" : printable(outcome),
    image === "" ? "" : printable(shortDigest(image)),
    `by ${printable(who(by)) || "somebody"}`,
  ];
  return [
    head.filter((text) => text !== "").join("  "),
    ...wrap(printable(why), { colors, columns }, indent),
    ...(reference === "" ? [] : [`${" ".repeat(indent)}${colors.dim(printable(reference))}`]),
  ];
}

function codeOrNothing(text: string): string {
  return text === "" ? "" : asCode(text);
}
