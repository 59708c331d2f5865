import { createHash } from "node:crypto";
import { approvalText } from "../approval";
import type { Finding } from "../findings";
import { groupBy } from "../group-by";
import { type Group, groupOfType, groups } from "../group-of-type";
import type { Review } from "../review-plan";
import type { ChangeReport } from "./changes";
import type { Difference } from "./differences";
import { countsText, driftAnswers, fateOf, remarksOf, signOf } from "./fates";
import { script, style } from "./html-page";
import { partId, pictureOf } from "./html-picture";
import { type Html, html, prose } from "./html-text";
import {
  approvalOptions,
  asAbove,
  explainedBefore,
  fateName,
  notApprovable,
  type Subject,
  type Topic,
  topics,
  topicTitle,
  verdictTitles,
} from "./topics";
import { nextStep, verdictText } from "./verdict";

/** More of one kind than this is counted: nobody reads on, and the page must open at once. */
const mostTopics = 200;
const mostChangesOfPart = 200;
const mostDifferences = 100;
const mostSubjects = 60;
/** So few changes are read at a glance: nobody has to unfold them. */
const mostUnfolded = 12;

/**
 * The review as one page that needs nothing else: no network, no file beside it. It reads without its script, and without
 * its style too, as Jenkins shows it; the policy lets nothing run or load but what is written here.
 */
export function renderHtml(review: Review): string {
  const verdict = verdictText(review);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${verdict}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body class="${kindOf(review)}">
<a class="skip" href="#findings">Skip to the findings</a>
<header>
<p class="about">Review of a Terraform plan${review.environment === undefined ? "" : html` of <b>${review.environment}</b>`}${
    review.terraformVersion === undefined ? "" : `, made by Terraform ${review.terraformVersion}`
  }</p>
<h1>${sign(review)} ${verdict}</h1>
<p class="counts">${countsText(review) || "The plan holds no object."}</p>
${review.deployment ? html`<p class="deployment">${review.deployment.what}</p>` : ""}
${next(review)}
</header>
<main>
<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">Findings</h2>
${findings(review)}
</section>
${pictureOf(review)}
<section id="changes" aria-labelledby="changes-title">
<div class="bar"><h2 id="changes-title">What changes</h2>${
    review.changes.length === 0
      ? ""
      : html`<p class="tools" hidden><button type="button" data-fold="open">Unfold all</button> <button type="button" data-fold="close">Fold all</button></p>`
  }</div>
${changes(review)}
</section>
${drift(review)}${outputs(review)}${unused(review)}
</main>
<footer>
<p>A plan does not show <code>prevent_destroy</code> or <code>ignore_changes</code>. Values that are secret are left out. What each rule looks for is in docs/review.md.</p>
<p class="verdict">${sign(review)} ${verdict}</p>
</footer>
<script>${script}</script>
</body>
</html>
`;
  return page.text;
}

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${hashOf(style.text)}'`,
  `script-src 'sha256-${hashOf(script.text)}'`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

function kindOf(review: Review): "refused" | "passes" {
  return review.refused ? "refused" : "passes";
}

/** A mark beside the words: colour alone says nothing to many. */
function sign(review: Review): Html {
  return html`<span class="sign" aria-hidden="true">${review.refused ? "✕" : "✓"}</span>`;
}

function next(review: Review): Html {
  const { what, command } = nextStep(review);
  return html`<div class="next"><p>${prose(what)}</p>${command === undefined ? "" : copyable(command)}</div>`;
}

/** A line to copy: selected as a whole by a click, and by its button where the script runs. */
function copyable(text: string): Html {
  return html`<div class="copy"><pre tabindex="0"><code>${text}</code></pre><button type="button" data-copy hidden>Copy</button></div>`;
}

function findings(review: Review): Html {
  const explained = explainedBefore(review);
  const of = (verdict: keyof typeof verdictTitles) => {
    const all = topics(review, verdict);
    const shown = all.slice(0, mostTopics);
    const left = all.length - shown.length;
    return all.length === 0
      ? ""
      : html`<h3>${verdictTitles[verdict]}</h3>${shown.map((topic) => finding(topic, verdict, explained))}${left > 0 ? more(left) : ""}`;
  };
  const isEmpty = review.findings.length === 0;
  return html`${of("refused")}${of("approved")}${of("noted")}${
    isEmpty ? html`<p>Nothing was found.</p>` : ""
  }`;
}

function finding(
  topic: Topic,
  verdict: "refused" | "approved" | "noted",
  explained: ReadonlySet<Finding>,
): Html {
  const { subjects } = topic;
  const [first] = subjects;
  const left = subjects.length - mostSubjects;
  const options = approvalOptions(topic);
  return html`<article class="finding ${verdict}">
<h4>${subjects.length === 1 && first && first.address !== "plan" ? html`<code>${first.address}</code>${fateOfSubject(first)}` : topicTitle(topic)}</h4>
${
  subjects.length === 1
    ? ""
    : html`<ul class="objects">${subjects
        .slice(0, mostSubjects)
        .map(
          (one) => html`<li><code>${one.address}</code>${fateOfSubject(one)}</li>`,
        )}${left > 0 ? html`<li>and ${left} more</li>` : ""}</ul>`
}
${topic.findings.slice(0, mostSubjects).map(
  (one) => html`<div class="says">
<p class="what"><span class="class">${one.class}</span> ${prose(one.what)}</p>
${one.because === undefined ? "" : html`<p><b>Because:</b> ${one.because}</p>`}
${explained.has(one) ? html`<p class="why">${asAbove}.</p>` : explanation(one)}
</div>`,
)}
${
  verdict !== "refused"
    ? ""
    : options === undefined
      ? html`<p class="do"><b>${notApprovable(topic)}</b></p>`
      : html`<details class="approve"><summary>Approve it by name</summary>${copyable(options)}</details>`
}
</article>`;
}

function explanation({ verdict, why, advice }: Finding): Html {
  return html`${verdict === "noted" ? "" : html`<p class="why"><b>Why it matters:</b> ${prose(why)}</p>`}
${verdict === "refused" ? html`<p class="do"><b>What to do:</b> ${prose(advice)}</p>` : ""}`;
}

function fateOfSubject(subject: Subject): Html | string {
  const text = fateName(subject);
  return text === undefined ? "" : html` <span class="action">${text}</span>`;
}

function changes(review: Review): Html {
  if (review.changes.length === 0) return html`<p>No object changes.</p>`;
  const isShort = review.changes.length <= mostUnfolded;
  const byPart = groupBy(review.changes, ({ type }) => groupOfType(type));
  return html`${groups.flatMap((group) => {
    const ofPart = byPart.get(group);
    return ofPart ? [part(group, ofPart, isShort)] : [];
  })}`;
}

function part(group: Group, all: readonly ChangeReport[], isOpen: boolean): Html {
  const left = all.length - mostChangesOfPart;
  return html`<section class="part" id="${partId(group)}" aria-label="${group}">
<h3>${group} <span class="number">${all.length}</span></h3>
${all.slice(0, mostChangesOfPart).map((one) => change(one, isOpen))}${left > 0 ? more(left) : ""}
</section>`;
}

function change(one: ChangeReport, isOpen: boolean): Html {
  const fate = fateOf(one);
  const remarks = remarksOf(one);
  const rows = one.action === "create" ? one.settings : one.differences;
  const head = html`<span class="fate ${fate.split(" ")[0] ?? ""}">${signOf(one)} ${fate}</span> <code>${one.address}</code>`;
  if (remarks.length + rows.length === 0) return html`<p class="change">${head}</p>`;
  return html`<details class="change"${isOpen ? html` open` : ""}><summary>${head}</summary>
${remarks.map((remark) => html`<p>${remark}</p>`)}
${rows.length === 0 ? "" : table(rows, one.action === "create")}
</details>`;
}

function table(rows: readonly Difference[], isNew: boolean): Html {
  const left = rows.length - mostDifferences;
  const head = isNew
    ? html`<tr><th scope="col">Setting</th><th scope="col">Value</th></tr>`
    : html`<tr><th scope="col">Setting</th><th scope="col">Before</th><th scope="col">After</th></tr>`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Settings"><table><thead>${head}</thead><tbody>
${rows
  .slice(0, mostDifferences)
  .map(({ path, before, after }) =>
    isNew
      ? html`<tr><th scope="row">${path}</th><td>${after}</td></tr>`
      : html`<tr><th scope="row">${path}</th><td>${before === "" ? "" : html`<del>${before}</del>`}</td><td><ins>${after}</ins></td></tr>`,
  )}</tbody></table></div>${left > 0 ? more(left) : ""}`;
}

function more(number: number): Html {
  return html`<p class="more">… and ${number} more; <code>--format json</code> lists all of them.</p>`;
}

function drift(review: Review): Html | string {
  if (review.drift.length === 0) return "";
  return html`<section aria-labelledby="drift-title"><h2 id="drift-title">Changed outside Terraform</h2>
${review.drift
  .slice(0, mostChangesOfPart)
  .map(
    ({ address, answer, differences }) =>
      html`<details class="change"><summary><span class="fate">${driftAnswers[answer]}</span> <code>${address}</code></summary>${
        differences.length === 0 ? "" : table(differences, false)
      }</details>`,
  )}</section>
`;
}

function outputs(review: Review): Html | string {
  if (review.outputs.length === 0) return "";
  return html`<section aria-labelledby="outputs-title"><h2 id="outputs-title">Outputs</h2><ul>${review.outputs
    .slice(0, mostChangesOfPart)
    .map(({ name, action: what }) => html`<li><code>${name}</code>: ${what}</li>`)}</ul></section>
`;
}

function unused(review: Review): Html | string {
  if (review.unusedApprovals.length === 0) return "";
  return html`<section aria-labelledby="unused-title"><h2 id="unused-title">Approvals that nothing asked for</h2><ul>${review.unusedApprovals.map(
    (one) => html`<li><code>${approvalText(one)}</code></li>`,
  )}</ul></section>
`;
}
