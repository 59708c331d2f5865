import { count } from "../review/report/count";
import { asCode, asMarkdown } from "../review/report/printable";
import { type Failures, failuresOf } from "./failures";
import { howToMend } from "./how-to-mend";
import { type Comparison, settingPair, sides, verdict } from "./parity-words";

// A comment on GitHub may have 65,536 characters, and this is not alone in it.
const mostOfAKind = 60;

/** The comparison for a pull request: the verdict, what is wrong, what to do; the declared differences folded away unless they are all. */
export function parityMarkdown(comparison: Comparison): string {
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
    ...howToMend(comparison).flatMap(({ what, paste }) => [
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
