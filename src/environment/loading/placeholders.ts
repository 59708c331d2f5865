import type { Parsed } from "./parse";

/** A line whose value only the owner knows. */
export interface Placeholder {
  /** Line from 1. */
  readonly line: number;
  /** The line as it is written, without its indent. */
  readonly text: string;
}

/** The lines whose comment says `placeholder`. A comment on a line of its own counts if it begins with the word. */
export function placeholders(text: string, { comments, at }: Parsed): Placeholder[] {
  const lines = text.split("\n");
  return comments.flatMap((comment) => {
    const { line } = at(comment.offset);
    const whole = (lines[line - 1] ?? "").trim();
    const says = whole.startsWith("#") ? /^#+\s*placeholder\b/i : /\bplaceholder\b/i;
    return says.test(comment.text) ? [{ line, text: whole }] : [];
  });
}
