import { asCode, asMarkdown, count, escapeHazards, printable } from "../base/printable";
import { type TextStyle, wrap } from "../base/text-layout";
import type { DeclaredDifference } from "./parity";
import {
  type Comparison,
  type Failures,
  failuresOf,
  howToFix,
  settingPair,
  sides,
  verdict,
} from "./parity-words";

/** How the comparison is written. */
export type ParityFormat = "text" | "markdown" | "json";

/** Properties of {@link renderParity}. */
interface RenderParityProps extends Comparison {
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

/** The comparison for people at a terminal: what is wrong first, the verdict and what to do last. */
function parityText(comparison: Comparison, showsDeclared: boolean, style: TextStyle): string {
  const { here, there, parity } = comparison;
  const { colors } = style;
  const names = [here.name, there.name] as const;
  const declared =
    parity.declared.length > 0
      ? [`DECLARED DIFFERENCES\n${declaredTable(names, parity.declared, style)}`]
      : [];
  const parts = parity.holds
    ? [...declared, colors.green(verdict(comparison))]
    : [
        sides(comparison),
        ...failuresOf(comparison).map((failures) => failuresText(failures, style)),
        ...(showsDeclared ? declared : []),
        colors.red(verdict(comparison)),
        ...(showsDeclared ? [] : howToSee(comparison)),
        ...howToFix(comparison).map(({ what, paste }) =>
          [...wrap(what, style, 0), ...paste].join("\n"),
        ),
        `next: npx slipway parity ${here.name}`,
      ];
  return `${parts.join("\n\n")}\n`;
}

function failuresText({ title, items }: Failures, { colors }: TextStyle): string {
  return [
    colors.red(title.toUpperCase()),
    ...items.flatMap(({ name, place, lines }) => [
      `  ${colors.bold(printable(name))}${place ? `  ${colors.dim(printable(place))}` : ""}`,
      ...lines.map((line) => `    ${printable(line)}`),
    ]),
  ].join("\n");
}

function howToSee({ here, parity }: Comparison): readonly string[] {
  if (parity.declared.length === 0) return [];
  const number = count(parity.declared.length, "declared difference");
  return [`${number} not shown: npx slipway parity ${here.name} --declared`];
}

/** A longer value stands on a line of its own, so that it does not push all others to the right. */
const widestValue = 30;

/** Setting, here, there, and why, below each other in columns. No value is cut: what does not fit in a column gets its own line. */
function declaredTable(
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

// A comment on GitHub may have 65,536 characters, and this is not alone in it.
const mostOfAKind = 60;

/** The comparison for a pull request: the verdict, what is wrong, what to do; the declared differences folded away unless they are all. */
function parityMarkdown(comparison: Comparison): string {
  const { here, parity } = comparison;
  const title = `### ${asMarkdown(verdict(comparison))}`;
  if (parity.holds) {
    const table = parity.declared.length > 0 ? [declaredRows(comparison)] : [];
    return `${[title, ...table].join("\n\n")}\n`;
  }
  const parts = [
    title,
    asMarkdown(sides(comparison)),
    ...failuresOf(comparison).flatMap((failures) => failuresMarkdown(failures, here.name)),
    ...howToFix(comparison).flatMap(({ what, paste }) => [
      asMarkdown(what),
      ...(paste.length > 0 ? [["```yaml", ...paste, "```"].join("\n")] : []),
    ]),
    `next: ${asCode(`npx slipway parity ${here.name}`)}`,
    ...folded(comparison),
  ];
  return `${parts.join("\n\n")}\n`;
}

function failuresMarkdown({ title, items }: Failures, here: string): readonly string[] {
  const left = items.length - mostOfAKind;
  const list = items
    .slice(0, mostOfAKind)
    .flatMap(({ name, place, lines }) => [
      `- ${asCode(name)}${place ? ` ${asMarkdown(place)}` : ""}`,
      ...lines.map((line) => `  - ${asMarkdown(line)}`),
    ]);
  const more = left > 0 ? [`And ${left} more: ${asCode(`npx slipway parity ${here}`)}`] : [];
  return [`**${title}**`, list.join("\n"), ...more];
}

function folded(comparison: Comparison): readonly string[] {
  const { declared } = comparison.parity;
  if (declared.length === 0) return [];
  const summary = `<details><summary>${count(declared.length, "declared difference")}</summary>`;
  return [summary, declaredRows(comparison), "</details>"];
}

function declaredRows({ here, there, parity }: Comparison): string {
  const row = (cells: readonly string[]) => `| ${cells.map(asMarkdown).join(" | ")} |`;
  return [
    row(["setting", here.name, there.name, "because"]),
    "|---|---|---|---|",
    ...parity.declared.map((one) => row([one.setting, ...settingPair(one), one.because])),
  ].join("\n");
}
