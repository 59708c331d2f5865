import { escapeHazards } from "../review/report/render-json";
import type { TextStyle } from "../review/report/text-layout";
import type { Comparison } from "./parity-words";
import { parityMarkdown } from "./render-parity-markdown";
import { parityText } from "./render-parity-text";

/** How the comparison is written. */
export type ParityFormat = "text" | "markdown" | "json";

/** What {@link renderParity} must be told. */
export interface RenderParityProps extends Comparison {
  readonly format: ParityFormat;
  /** Whether the declared differences are shown also when something is wrong. */
  readonly showsDeclared: boolean;
  readonly style: TextStyle;
}

/** The comparison for people, for a pull request, or for a program; ends in what to do. */
export function renderParity({
  format,
  showsDeclared,
  style,
  ...comparison
}: RenderParityProps): string {
  const { here, there, parity } = comparison;
  switch (format) {
    case "json": {
      const document = { here: here.name, there: there.name, ...parity };
      return `${escapeHazards(JSON.stringify(document, null, 2))}\n`;
    }
    case "markdown":
      return parityMarkdown(comparison);
    case "text":
      return parityText(comparison, showsDeclared, style);
  }
}
