import { printable } from "../../base/printable";

/** Text that is markup already. */
export interface Html {
  readonly text: string;
}

type Part = Html | string | number | readonly Part[];

/** Markup with values put in: a text is escaped, markup stays, a list is joined. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return {
    text: strings
      .map((string, i) => string + (i < parts.length ? written(parts[i] ?? "") : ""))
      .join(""),
  };
}

/** Markup that is written in this code, whatever is in it. */
export function verbatim(text: string): Html {
  return { text };
}

/** A sentence in which `code` stands between backticks. */
export function prose(text: string): Html {
  const parts = text.split(/`([^`]+)`/);
  return html`${parts.map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

function written(part: Part): string {
  if (typeof part === "string") return escaped(part);
  if (typeof part === "number") return String(part);
  return isList(part) ? part.map(written).join("") : part.text;
}

function isList(part: Part): part is readonly Part[] {
  return Array.isArray(part);
}

function escaped(text: string): string {
  return printable(text).replace(/[&<>"'`]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
