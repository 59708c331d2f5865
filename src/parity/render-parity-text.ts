import { count } from "../review/report/count";
import { printable } from "../review/report/printable";
import { type TextStyle, wrap } from "../review/report/text-layout";
import { declaredTable } from "./declared-table";
import { type Failures, failuresOf } from "./failures";
import { howToMend } from "./how-to-mend";
import { type Comparison, sides, verdict } from "./parity-words";

/** The comparison for people at a terminal: what is wrong first, the verdict and what to do last. */
export function parityText(
  comparison: Comparison,
  showsDeclared: boolean,
  style: TextStyle,
): string {
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
        ...howToMend(comparison).map(({ what, paste }) =>
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
