import { printable } from "../review/report/printable";
import { type TextStyle, wrap } from "../review/report/text-layout";
import type { DeclaredDifference } from "./parity";
import { settingPair } from "./parity-words";

/** A longer value stands on a line of its own, so that it does not push all others to the right. */
const widestValue = 30;

/** Setting, here, there, and why, below each other in columns. No value is cut: what does not fit in a column gets its own line. */
export function declaredTable(
  [here, there]: readonly [string, string],
  declared: readonly DeclaredDifference[],
  style: TextStyle,
): string {
  const { colors, columns } = style;
  const rows = declared.map((one) => ({
    cells: [one.setting, ...settingPair(one)].map(printable),
    because: wrap(printable(one.because), style, 4).map(colors.dim),
  }));
  const fits = ({ cells: [, ...values] }: (typeof rows)[number]) =>
    values.every((value) => value.length <= widestValue);
  const narrow = rows.filter(fits).map(({ cells }) => cells);
  const widths = [0, 1].map((i) =>
    Math.max(...[["setting", here], ...narrow].map((row) => row[i]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd();
  const isTable = narrow.every((cells) => line(cells).length <= columns);
  const head = isTable ? [colors.bold(line(["setting", here, there]))] : [];
  return [
    ...head,
    ...rows.flatMap((row) => {
      const [setting, mine, theirs] = row.cells;
      const first =
        isTable && fits(row)
          ? [line(row.cells)]
          : [setting, `    ${here}: ${mine}`, `    ${there}: ${theirs}`];
      return [...first, ...row.because];
    }),
  ].join("\n");
}
