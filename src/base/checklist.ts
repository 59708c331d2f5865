import { createColors } from "picocolors";
import { printable } from "./printable";
import type { Terminal } from "./terminal";
import { wrap } from "./text-layout";

/** One line of a list of checks. */
export interface Check {
  /** `unknown`: it cannot be checked from here, which is no good news. `note`: something to decide about, which stops nobody. */
  readonly verdict: "fine" | "wrong" | "unknown" | "note";
  /** What was looked at, in few words, such as `User`. */
  readonly subject: string;
  /** What was found. */
  readonly finding: string;
  /** What to do; needed for what is wrong or unknown. */
  readonly fix?: string;
}

const marks = { fine: "✓", wrong: "✗", unknown: "?", note: "!" } as const;

/** One line for each check, what to do below those that are not fine, and a last line that counts them. */
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
