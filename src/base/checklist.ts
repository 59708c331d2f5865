import { createColors } from "picocolors";
import { printable } from "./printable";
import type { Terminal } from "./terminal";
import { wrap } from "./text-layout";

/** One line of a list of checks. What nobody can know from here is said so, and is no good news; a note stops nobody. */
export interface Check {
  readonly verdict: "fine" | "wrong" | "unknown" | "note";
  /** What was looked at, in few words, such as `User`. */
  readonly subject: string;
  /** What is so. */
  readonly finding: string;
  /** What to do; needed for what is wrong, and for what cannot be known. */
  readonly fix?: string;
}

const marks = { fine: "✓", wrong: "✗", unknown: "?", note: "!" } as const;

/** The checks a line each, what to do below those that are not fine, and one line that counts them. */
export function checklist(
  checks: readonly Check[],
  { interactive, columns }: Pick<Terminal, "interactive" | "columns">,
): string {
  const colors = createColors(interactive);
  const { green: fine, red: wrong, yellow } = colors;
  const paint = { fine, wrong, unknown: yellow, note: yellow } as const;
  const widest = Math.max(...checks.map(({ subject }) => subject.length));
  const lines = checks.flatMap(({ verdict, subject, finding, fix }) => {
    const [first = "", ...more] = wrap(printable(finding), { colors, columns }, widest + 4);
    return [
      `${paint[verdict](marks[verdict])} ${subject.padEnd(widest)}  ${first.trimStart()}`,
      ...more,
      ...(verdict === "fine" || fix === undefined
        ? []
        : wrap(`→ ${printable(fix)}`, { colors, columns }, widest + 4)),
    ];
  });
  const number = (verdict: Check["verdict"]) =>
    checks.filter((check) => check.verdict === verdict).length;
  const notes = number("note");
  return [
    ...lines,
    "",
    `${number("fine")} fine, ${number("wrong")} wrong, ${number("unknown")} unknown from here${
      notes > 0 ? `, ${notes} to decide about` : ""
    }`,
  ].join("\n");
}
