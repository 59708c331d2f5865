import { asCode, asMarkdown, count } from "../../base/printable";
import { approvalText } from "../approval";
import type { Finding } from "../findings";
import type { Review } from "../review-plan";
import { countsText, differenceText, driftAnswers, remarksOf, signOf } from "./fates";
import {
  approvalOptions,
  asAbove,
  explainedBefore,
  fateName,
  notApprovable,
  topics,
  topicTitle,
  verdictTitles,
} from "./topics";
import { nextStep, verdictText } from "./verdict";

// A comment on GitHub may have 65,536 characters.
const budget = 60_000;

/** The review for a pull request: the verdict, what is refused, the rest folded away. Nothing in it is markup of the plan's. */
export function renderMarkdown(review: Review): string {
  const parts = [
    `### ${asMarkdown(verdictText(review))}`,
    ...findings(review, "refused"),
    ...findings(review, "approved"),
    ...(countsText(review) === "" ? [] : [countsText(review)]),
    ...(review.deployment ? [asMarkdown(review.deployment.what)] : []),
    next(review),
    ...findings(review, "noted"),
    ...folded("What changes", changes(review)),
    ...folded("Changed outside Terraform", drift(review)),
    ...folded(
      "Approvals that nothing asked for",
      review.unusedApprovals.map((one) => `- ${asCode(approvalText(one))}`),
    ),
  ];
  // The verdict is the first line and the last, whatever had to be left out between them.
  return `${joined(withinBudget(parts))}\n\n**${asMarkdown(verdictText(review))}**\n`;
}

function next(review: Review): string {
  const { what, command } = nextStep(review);
  return command === undefined ? what : `${what} ${asCode(command)}`;
}

function findings(review: Review, verdict: Finding["verdict"]): readonly string[] {
  const explained = explainedBefore(review);
  const blocks = topics(review, verdict).map((topic) => {
    const items = topic.findings.flatMap((finding) => {
      const { class: kind, what, why, advice, because } = finding;
      const explanation = explained.has(finding) ? `${asAbove}.` : `${why} *${advice}*`;
      return [
        `  - **${kind}**: ${asMarkdown(what)}`,
        ...(because === undefined ? [] : [`    Because: ${asMarkdown(because)}`]),
        ...(verdict === "refused" ? [`    ${explanation}`] : []),
      ];
    });
    const names = topic.subjects.map(({ address, action, revision }) => {
      if (revision) return `${asCode(address)} (${fateName({ address, action, revision })})`;
      return asCode(action === undefined ? address : approvalText({ address, action }));
    });
    const title =
      names.length === 1 ? names[0] : `**${asMarkdown(topicTitle(topic))}**: ${names.join(" ")}`;
    const options = approvalOptions(topic);
    const approve = options === undefined ? notApprovable(topic) : `To approve: ${asCode(options)}`;
    return [`- ${title}`, ...items, ...(verdict === "refused" ? [`  - ${approve}`] : [])].join(
      "\n",
    );
  });
  return blocks.length > 0 ? [`#### ${verdictTitles[verdict]}`, ...blocks] : [];
}

function changes(review: Review): readonly string[] {
  return [
    ...review.changes.map((change) =>
      [
        `- ${asCode(`${signOf(change)} ${change.address}`)}`,
        ...[...remarksOf(change), ...change.differences.map(differenceText)].map(
          (line) => `  - ${asCode(line)}`,
        ),
      ].join("\n"),
    ),
    ...review.outputs.map(({ name, action }) => `- output ${asCode(name)}: ${asMarkdown(action)}`),
  ];
}

function drift(review: Review): readonly string[] {
  return review.drift.map(({ address, answer, differences }) =>
    [
      `- ${asCode(address)}: ${driftAnswers[answer]}`,
      ...differences.map((difference) => `  - ${asCode(differenceText(difference))}`),
    ].join("\n"),
  );
}

function folded(title: string, items: readonly string[]): readonly string[] {
  if (items.length === 0) return [];
  return [`<details><summary>${title} (${items.length})</summary>`, ...items, "</details>"];
}

/** Items of one list follow each other, everything else stands apart. */
function joined(parts: readonly string[]): string {
  return parts.reduce((text, part, i) => {
    const isNextItem = part.startsWith("- ") && parts[i - 1]?.startsWith("- ");
    return i === 0 ? part : `${text}${isNextItem ? "\n" : "\n\n"}${part}`;
  }, "");
}

/** What fits, in its order; what does not is counted, and an open fold is closed. */
function withinBudget(parts: readonly string[]): readonly string[] {
  const kept: string[] = [];
  let length = 0;
  let isFolded = false;
  let left = 0;
  for (const part of parts) {
    length += part.length + 2;
    if (length > budget) {
      left += 1;
      continue;
    }
    if (part.startsWith("<details>")) isFolded = true;
    if (part === "</details>") isFolded = false;
    kept.push(part);
  }
  if (left === 0) return kept;
  const closing = isFolded ? ["</details>"] : [];
  return [
    ...kept,
    ...closing,
    `**${count(left, "more paragraph")} did not fit here; read the review in the terminal.**`,
  ];
}
