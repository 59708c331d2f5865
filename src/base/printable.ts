/**
 * Text of a plan made safe to print: whatever could move the cursor, colour the terminal, reorder the line or hide
 * in it is written out as an escape. A plan's values come from people and systems that need not be friendly.
 */
export function printable(text: string): string {
  return text.replace(hazards, (found) => {
    const code = found.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** The same, cut to `length` characters at most. */
export function shortened(text: string, length = 120): string {
  const safe = printable(text);
  return safe.length <= length ? safe : `${safe.slice(0, length - 1)}…`;
}

// Control characters, invisible format characters (bidirectional overrides, zero widths, tags), line and paragraph
// separators, lone surrogates, private use.
const hazards = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;

/** Safe inside a Markdown paragraph or table cell, as code, so that nothing in it is markup, a link or a mention. */
export function asCode(text: string): string {
  const safe = printable(text).replaceAll("|", "\\|");
  const runs = safe.match(/`+/g) ?? [];
  const longestRun = runs.reduce((longest, run) => Math.max(longest, run.length), 0);
  const fence = "`".repeat(longestRun + 1);
  const pad = longestRun > 0 ? " " : "";
  return `${fence}${pad}${safe}${pad}${fence}`;
}

/** Safe inside a Markdown paragraph or table cell, as words; a name in backticks stays one. */
export function asMarkdown(text: string): string {
  return printable(text)
    .split(/(`[\w.]+`)/)
    .map((part, i) => (i % 2 === 1 ? part : part.replace(marks, (mark) => `\\${mark}`)))
    .join("");
}

// An underscore within a word is no emphasis.
const marks = /[\\`*{}[\]<>#|~&@!]|\b_|_\b/g;

/** JSON text that is safe to print: what would reorder or hide text is written as an escape, which JSON reads back. */
export function escapeHazards(json: string): string {
  return json.replace(jsonHazards, escaped);
}

// JSON escapes control characters by itself, but not those that reorder or hide text, nor C1 controls.
const jsonHazards = /[\u007f-\u009f]|[\p{Cf}\p{Zl}\p{Zp}]/gu;

function escaped(text: string): string {
  return Array.from(
    { length: text.length },
    (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, "0")}`,
  ).join("");
}

/** Quoted for a POSIX shell, such as a Terraform address with `["index"]`. */
export function shellQuoted(text: string): string {
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", `'\\''`)}'` : `"${text}"`;
}

/** A word of a command that is printed: quoted where a shell would not take it as it is. */
export function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : shellQuoted(printable(text));
}

/** `1 finding`, `2 findings`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
