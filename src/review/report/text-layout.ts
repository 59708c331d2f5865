import Table from "cli-table3";
import type { Colors } from "picocolors/types";
import type { Review } from "../review-plan";
import { fatesIn } from "./review-words";

/** How text is painted and how wide it may be. */
export interface TextStyle {
  readonly colors: Colors;
  /** Columns of the terminal. */
  readonly columns: number;
}

/** How many objects of each part of the environment have which fate. */
export function countsTable(review: Review): string {
  const fates = fatesIn(review);
  return table(
    ["", ...fates.map(([, word]) => word)],
    [...review.counts].map(([group, numbers]) => [
      group,
      ...fates.map(([action]) => String(numbers[action] ?? "")),
    ]),
    "right",
  );
}

/** A table without lines between its rows; `align` is for every column but the first. */
function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  align: "left" | "right" = "left",
): string {
  const result = new Table({
    head: [...head],
    colAligns: head.map((_, i) => (i === 0 ? "left" : align)),
    style: { head: [], border: [] },
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
  });
  result.push(...rows.map((row) => [...row]));
  return result.toString();
}

/** Lines of whole words, each begun with `indent` spaces, no wider than the terminal or 120 columns. */
export function wrap(text: string, { columns }: TextStyle, indent: number): string[] {
  const width = Math.max(40, Math.min(columns, 120) - indent);
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else lines.push(word);
  }
  return lines.map((line) => " ".repeat(indent) + line);
}
