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
