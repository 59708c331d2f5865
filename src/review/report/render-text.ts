import { approvalText } from "../approval";
import type { Finding } from "../findings";
import type { Action } from "../read/resource-change";
import type { Review } from "../review-plan";
import type { ChangeReport } from "./change-report";
import { printable } from "./printable";
import {
  differenceText,
  driftAnswers,
  nextStep,
  remarksOf,
  type Subject,
  signs,
  subjects,
  verdictText,
} from "./review-words";
import { shellQuoted } from "./shell-quoted";
import { countsTable, type TextStyle, wrap } from "./text-layout";

/** The review for people at a terminal: what is refused first, the rest below, what to do at the end. */
export function renderText(review: Review, style: TextStyle): string {
  const { colors } = style;
  const paint = { refused: colors.red, approved: colors.yellow, noted: colors.cyan };
  const findings = (verdict: Finding["verdict"], title: string) =>
    section(
      paint[verdict](title),
      subjects(review, verdict).map((subject) => subjectText(subject, style, paint[verdict])),
    );
  return `${[
    ...findings("refused", "REFUSED"),
    ...findings("approved", "APPROVED BY NAME"),
    ...findings("noted", "WORTH KNOWING"),
    ...section(
      "WHAT CHANGES",
      review.changes.map((change) => changeText(change, style)),
    ),
    ...section(
      "OUTPUTS",
      review.outputs.map(({ name, action }) => `  ${printable(name)}: ${printable(action)}`),
    ),
    ...section(
      "CHANGED OUTSIDE TERRAFORM",
      review.drift.map((drift) =>
        lines(
          `  ${printable(drift.address)}  ${colors.dim(driftAnswers[drift.answer])}`,
          drift.differences.map(differenceText),
        ),
      ),
    ),
    ...section(
      "APPROVALS THAT NOTHING ASKED FOR",
      review.unusedApprovals.map((approval) => `  ${printable(approvalText(approval))}`),
    ),
    countsTable(review),
    (review.refused ? colors.red : colors.green)(printable(verdictText(review))),
    ...(review.deployment ? [colors.yellow(printable(review.deployment.what))] : []),
    nextText(review),
  ].join("\n\n")}\n`;
}

/** More about one object than this are counted too: one approval covers them. */
const mostOfSubject = 40;

/** More differences of one object than this are counted as well. */
const mostDifferences = 200;

/** More of one kind than this are counted: nobody reads on, and the verdict stands at the end. */
const mostInSection = 400;

function section(title: string, blocks: readonly string[]): string[] {
  if (blocks.length === 0) return [];
  const left = blocks.length - mostInSection;
  const rest = left > 0 ? [`  … and ${left} more; --format json lists all of them`] : [];
  return [[title, ...blocks.slice(0, mostInSection), ...rest].join("\n")];
}

function subjectText(
  { address, action, findings }: Subject,
  style: TextStyle,
  paint: (text: string) => string,
): string {
  const { colors } = style;
  const title = `  ${colors.bold(printable(address))}${action ? `  (${printable(action)})` : ""}`;
  const left = findings.length - mostOfSubject;
  const bodies = findings.slice(0, mostOfSubject).flatMap((finding) => {
    const [head = "", ...more] = wrap(`${finding.class}: ${printable(finding.what)}`, style, 4);
    const why =
      finding.verdict === "noted" ? [] : wrap(`Why: ${finding.why}`, style, 6).map(colors.dim);
    const advice =
      finding.verdict === "refused" ? wrap(`Do:  ${finding.advice}`, style, 6).map(colors.dim) : [];
    const because =
      finding.because === undefined ? [] : wrap(`Because: ${printable(finding.because)}`, style, 6);
    return [paint(head), ...more.map(paint), ...because, ...why, ...advice];
  });
  const [first] = findings;
  return [
    title,
    ...bodies,
    ...(left > 0 ? [`    … and ${left} more of it; --format json lists all of them`] : []),
    ...(first?.verdict === "refused" ? [howToApprove(address, action)] : []),
  ].join("\n");
}

function nextText(review: Review): string {
  const { what, command } = nextStep(review);
  return command === undefined ? what : `${what}\n  ${command}`;
}

function howToApprove(address: string, action: string | undefined): string {
  if (action === undefined) return "    Nobody can approve this.";
  const name = printable(approvalText({ address, action }));
  return `    To approve: --allow ${shellQuoted(name)} --because "…"`;
}

function changeText(change: ChangeReport, { colors }: TextStyle): string {
  const paints: Partial<Record<Action, (text: string) => string>> = {
    create: colors.green,
    update: colors.yellow,
    replace: colors.red,
    delete: colors.red,
  };
  const paint = paints[change.action] ?? colors.dim;
  const head = `  ${paint(signs[change.action].padStart(3))} ${printable(change.address)}`;
  const left = change.differences.length - mostDifferences;
  return lines(head, [
    ...remarksOf(change),
    ...change.differences.slice(0, mostDifferences).map(differenceText),
    ...(left > 0 ? [`… and ${left} more of it; --format json lists all of them`] : []),
  ]);
}

function lines(head: string, inner: readonly string[]): string {
  return [head, ...inner.map((line) => `        ${printable(line)}`)].join("\n");
}
