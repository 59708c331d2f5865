import { allSettings } from "../config/setting";
import type { Comparison } from "./parity-words";

/** What to do about an environment that is no mirror. */
export interface Mending {
  /** What to do, in a sentence. */
  readonly what: string;
  /** Lines to paste; none where there is nothing to add. */
  readonly paste: readonly string[];
}

/** What to do, in the order in which it can be done without the lines of the file moving under it. */
export function howToMend(comparison: Comparison): readonly Mending[] {
  const { here, parity, lines } = comparison;
  const removals = [...parity.stale].reverse().map(({ setting }) => ({
    what: `Remove the declaration of ${setting} at line ${lines.ofDeclaration(setting)} of ${here.file}: the values are equal.`,
    paste: [],
  }));
  if (parity.undeclared.length > 0) return [...removals, declaration(comparison)];
  if (parity.attributes.length === 0) return removals;
  const what =
    "No setting explains what still differs: the code makes it out of what says which environment this is. Look in src for what writes it.";
  return [...removals, { what, paste: [] }];
}

function declaration({ here, there, parity, lines }: Comparison): Mending {
  const { differences, style, indent } = lines;
  const settings = [...new Set(parity.undeclared.map(({ setting }) => declarable(setting)))];
  const entries = settings.flatMap((setting) => [
    `${indent}- setting: ${setting}`,
    `${indent}  because: "…"`,
  ]);
  const place = {
    empty: `in place of line ${differences} of ${here.file}`,
    lines: `right below line ${differences} of ${here.file}`,
    brackets: `to the list in line ${differences} of ${here.file}, which then must be in lines like these`,
  }[style];
  const it = parity.undeclared.length === 1 ? "it" : "them";
  return {
    what: `Make ${it} equal to ${there.file}, or declare ${it}: add this ${place}, and in place of each … a sentence that says why.`,
    paste: style === "empty" ? ["differences:", ...entries] : entries,
  };
}

/**
 * The setting, or the nearest section above it whose path a declaration can have: the name of a tag may have any letters. Where a
 * section has two forms, it is the section that differs.
 */
function declarable(setting: string): string {
  const steps = tellsForms(setting.split("."))
    ? setting.split(".").slice(0, -1)
    : setting.split(".");
  const odd = steps.findIndex((step) => !/^[A-Za-z]\w*$/.test(step));
  return (odd < 0 ? steps : steps.slice(0, odd)).join(".");
}

/** Whether a setting is the key that tells the forms of its section apart, such as `database.mode`. */
function tellsForms(steps: readonly string[]): boolean {
  return allSettings().some(
    ({ path, mode }) =>
      mode?.key === steps.at(-1) &&
      path.length === steps.length &&
      path.every((step, index) => step === "*" || step === steps[index]),
  );
}
