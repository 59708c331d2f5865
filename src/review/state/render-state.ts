import { asCode, asMarkdown, count, escapeHazards, printable } from "../../base/printable";
import { type TextStyle, wrap } from "../../base/text-layout";
import { groupBy } from "../group-by";
import type { StateFindingKind, StateReview } from "./review-state";

/** What each kind means, and what to do about it. */
const adviceByKind: Readonly<Record<StateFindingKind, string>> = {
  "secret in plain text":
    "Whoever may read the state reads it. Write it through an ephemeral value and a write-only argument, and change it: it has been seen.",
  "missing protection": "Set it in the environment's file or the construct, and apply.",
  orphan:
    "Put its block back, or `removed` and import it where it belongs, before the next plan deletes it.",
  absent: "Apply, or import what stands in AWS already.",
  "not in the committed list":
    "Add a `moved`, or the address to the list, in the change that makes it.",
  unfinished: "Read the next plan with care: it replaces or deletes.",
  "missing tags": "Give it the stack's default tags: costs and owners are found by them.",
  "other tags":
    "The next apply writes the stack's value. If another tool writes tags too, let it leave these alone.",
};

/** Said where no environment was named. */
const byMajority =
  "No environment was named: an object should have the tags that most others carry, whatever their values.";

/** What the state does not say. */
const silence =
  "The state does not hold `prevent_destroy`: it is in the configuration alone, so this review cannot say where it is missing.";

/** How a state review is printed. */
interface StateStyle extends TextStyle {
  readonly format: "text" | "markdown" | "json";
  /** The command to type next. */
  readonly next: string;
}

/** The state review in the form that was asked for; ends with what to type next. */
export function renderState(review: StateReview, style: StateStyle): string {
  const { format, next } = style;
  if (format === "json") {
    const document = {
      version: 1,
      ...review,
      addressesByGroup: Object.fromEntries(review.addressesByGroup),
      next,
    };
    return `${escapeHazards(JSON.stringify(document, null, 2))}\n`;
  }
  const parts =
    format === "markdown"
      ? [...markdown(review), `next: ${asCode(next)}`]
      : [...text(review, style), `next: ${printable(next)}`];
  return `${parts.join("\n\n")}\n`;
}

function text(review: StateReview, style: TextStyle): readonly string[] {
  const { colors } = style;
  const kinds = [...groupBy(review.findings, ({ kind }) => kind)].map(([kind, findings]) =>
    [
      colors.red(kind.toUpperCase()),
      ...findings.map(
        ({ address, what }) => `  ${colors.bold(printable(address))}: ${printable(what)}`,
      ),
      ...wrap(adviceByKind[kind], style, 2).map(colors.dim),
    ].join("\n"),
  );
  const objects = [...review.addressesByGroup].flatMap(([group, addresses]) => [
    `  ${colors.bold(group)}`,
    ...addresses.map((address) => `    ${printable(address)}`),
  ]);
  const paint = review.findings.length > 0 ? colors.red : colors.green;
  const managed = ["WHAT TERRAFORM MANAGES", ...objects].join("\n");
  return [
    managed,
    ...kinds,
    paint(verdict(review)),
    ...remarks(review).map((remark) => wrap(remark, style, 0).map(colors.dim).join("\n")),
  ];
}

function markdown(review: StateReview): readonly string[] {
  const kinds = [...groupBy(review.findings, ({ kind }) => kind)].map(([kind, findings]) =>
    [
      `#### ${kind}`,
      "",
      ...findings.map(({ address, what }) => `- ${asCode(address)}: ${asMarkdown(what)}`),
      "",
      adviceByKind[kind],
    ].join("\n"),
  );
  const objects = [...review.addressesByGroup].map(
    ([group, addresses]) => `| ${group} | ${addresses.map(asCode).join(" ")} |`,
  );
  return [
    `### ${verdict(review)}`,
    ...kinds,
    ["| part | objects |", "|---|---|", ...objects].join("\n"),
    ...remarks(review),
  ];
}

function remarks({ tagsExpectedBy }: StateReview): readonly string[] {
  return tagsExpectedBy === "majority" ? [byMajority, silence] : [silence];
}

function verdict({ findings, addressesByGroup }: StateReview): string {
  const objects = [...addressesByGroup.values()].flat().length;
  return `${count(objects, "object")}, ${findings.length === 0 ? "nothing to complain about" : count(findings.length, "finding")}`;
}
