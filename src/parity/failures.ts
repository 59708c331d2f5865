import {
  attributeLines,
  type Comparison,
  hereAndThere,
  settingPair,
  settingValue,
} from "./parity-words";

/** Things of one kind that keep an environment from being a mirror. */
export interface Failures {
  readonly title: string;
  readonly items: readonly Failure[];
}

/** One of them: its name, where it is written, and what is wrong, a line each. */
export interface Failure {
  readonly name: string;
  /** Such as `environments/shop-dev.yaml:12`; undefined for what no line of the file says. */
  readonly place?: string;
  readonly lines: readonly string[];
}

/** What keeps an environment from being a mirror, by kind; nothing of it is cut to a width. */
export function failuresOf(comparison: Comparison): readonly Failures[] {
  const { here, parity, lines } = comparison;
  return [
    {
      title: "not declared",
      items: parity.undeclared.map((one) => ({
        name: one.setting,
        place: `${here.file}:${lines.ofSetting(one.setting)}`,
        lines: hereAndThere(settingPair(one)),
      })),
    },
    {
      title: "declared, but equal",
      items: parity.stale.map((one) => ({
        name: one.setting,
        place: `${here.file}:${lines.ofDeclaration(one.setting)}`,
        lines: [`both: ${settingValue(one.here)}`, `because: ${one.because}`],
      })),
    },
    {
      title: "what still differs in the Terraform",
      items: parity.attributes.map((one) => ({
        name: one.where,
        lines: attributeLines(one, comparison),
      })),
    },
  ].filter(({ items }) => items.length > 0);
}
