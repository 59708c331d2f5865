import type { Colors } from "picocolors/types";

/** How text is painted and how wide it may be. */
export interface TextStyle {
  readonly colors: Colors;
  /** Columns of the terminal. */
  readonly columns: number;
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
