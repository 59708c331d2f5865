import Table from "cli-table3";
import { printable } from "../../base/printable";
import { type TextStyle, wrap } from "../../base/text-layout";
import { approvalText } from "../approval";
import type { Finding } from "../findings";
import { groupBy } from "../group-by";
import { groupOfType, groups } from "../group-of-type";
import type { Action } from "../read/resource-change";
import type { Review } from "../review-plan";
import type { ChangeReport } from "./changes";
import {
  countsText,
  differenceText,
  driftAnswers,
  fateOf,
  fates,
  remarksOf,
  signOf,
} from "./fates";
import {
  approvalOptions,
  asAbove,
  explainedBefore,
  fateName,
  notApprovable,
  type Topic,
  topics,
  topicTitle,
  verdictTitles,
} from "./topics";
import { nextStep, verdictText } from "./verdict";

/** The review for people at a terminal: the verdict first and last, what is refused at the top, what to do at the end. */
export function renderText(review: Review, style: TextStyle): string {
  const { colors } = style;
  const paint = { refused: colors.red, approved: colors.yellow, noted: colors.cyan };
  const explained = explainedBefore(review);
  const findings = (verdict: Finding["verdict"]) =>
    section(
      paint[verdict](verdictTitles[verdict].toUpperCase()),
      topics(review, verdict).map((topic) => topicText(topic, style, paint[verdict], explained)),
    );
  const verdict = (review.refused ? colors.red : colors.green)(printable(verdictText(review)));
  return `${[
    verdict,
    ...findings("refused"),
    ...findings("approved"),
    ...findings("noted"),
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
    ...countsTable(review),
    ...(countsText(review) === "" ? [] : [countsText(review)]),
    ...(review.deployment ? [colors.yellow(printable(review.deployment.what))] : []),
    nextText(review),
    verdict,
  ].join("\n\n")}\n`;
}

/** How many objects of each part of the environment have which fate, where there are several parts. */
function countsTable({ changes }: Review): readonly string[] {
  const byGroup = groupBy(changes, ({ type }) => groupOfType(type));
  if (byGroup.size < 2) return [];
  const columns = fates.filter((fate) => changes.some((change) => fateOf(change) === fate));
  const table = new Table({
    head: ["", ...columns],
    colAligns: ["left", ...columns.map(() => "right" as const)],
    style: { head: [], border: [] },
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
  });
  for (const group of groups) {
    const ofGroup = byGroup.get(group) ?? [];
    const cell = (fate: (typeof fates)[number]) =>
      ofGroup.filter((change) => fateOf(change) === fate).length || "";
    if (ofGroup.length > 0) table.push([group, ...columns.map((fate) => String(cell(fate)))]);
  }
  return [table.toString()];
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

function topicText(
  topic: Topic,
  style: TextStyle,
  paint: (text: string) => string,
  explained: ReadonlySet<Finding>,
): string {
  const { colors } = style;
  const { subjects, findings } = topic;
  const left = findings.length - mostOfSubject;
  const bodies = findings.slice(0, mostOfSubject).flatMap((finding) => {
    const [head = "", ...more] = wrap(`${finding.class}: ${printable(finding.what)}`, style, 4);
    const explanation = explained.has(finding)
      ? [asAbove]
      : [
          ...(finding.verdict === "noted" ? [] : [`Why: ${finding.why}`]),
          ...(finding.verdict === "refused" ? [`Do:  ${finding.advice}`] : []),
        ];
    const because =
      finding.because === undefined ? [] : wrap(`Because: ${printable(finding.because)}`, style, 6);
    return [
      paint(head),
      ...more.map(paint),
      ...because,
      ...explanation.flatMap((line) => wrap(line, style, 6)).map(colors.dim),
    ];
  });
  const members = subjects.slice(0, mostOfSubject).map((subject) => {
    const fate = fateName(subject);
    const what = fate === undefined ? "" : `  (${printable(fate)})`;
    return `    ${printable(subject.address)}${what}`;
  });
  const unlisted = subjects.length - mostOfSubject;
  return [
    `  ${colors.bold(printable(topicTitle(topic)))}`,
    ...(subjects.length > 1 ? members : []),
    ...(unlisted > 0 ? [`    … and ${unlisted} more; --format json lists all of them`] : []),
    ...bodies,
    ...(left > 0 ? [`    … and ${left} more of it; --format json lists all of them`] : []),
    ...(findings[0]?.verdict === "refused" ? [howToApprove(topic)] : []),
  ].join("\n");
}

function howToApprove(topic: Topic): string {
  const options = approvalOptions(topic);
  return `    ${options === undefined ? notApprovable(topic) : `To approve: ${options}`}`;
}

function nextText(review: Review): string {
  const { what, command } = nextStep(review);
  return command === undefined ? what : `${what}\n  ${command}`;
}

function changeText(change: ChangeReport, { colors }: TextStyle): string {
  const paints: Partial<Record<Action, (text: string) => string>> = {
    create: colors.green,
    update: colors.yellow,
    replace: colors.red,
    delete: colors.red,
  };
  const paint = change.revision ? colors.yellow : (paints[change.action] ?? colors.dim);
  const head = `  ${paint(signOf(change).padStart(3))} ${printable(change.address)}`;
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
