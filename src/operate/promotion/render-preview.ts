import type { Colors } from "picocolors/types";
import { asCode, asMarkdown, printable } from "../../base/printable";
import type { PromotionFacts } from "./facts";
import type { Preview } from "./preview";
import { renderJudgement } from "./rules";

/** How a dry run can be printed. */
export type PreviewFormat = "text" | "markdown";

/** What a promotion would bring to the target, and what every rule says of it; nothing was changed. */
export function renderPreview(shown: Preview, format: PreviewFormat, colors: Colors): string {
  const { facts, judgement } = shown;
  const end = judgement.holds
    ? "It would be promoted. Nothing was changed."
    : "It would be refused.";
  if (format === "text") {
    const lines = preview(shown).map(([name, text]) => `  ${name.padEnd(9)}${text}`);
    return `${lines.join("\n")}\n${renderJudgement(judgement, colors)}${end}\n`;
  }
  return `${[
    `## ${asMarkdown(`${facts.from} → ${facts.to}`)}`,
    "",
    "| | |",
    "|---|---|",
    ...preview(shown).map(([name, text]) => `| ${name} | ${asCode(text)} |`),
    "",
    "| rule | holds | what was found | what to do |",
    "|---|---|---|---|",
    ...judgement.findings.map(
      ({ rule, holds, says, todo }) =>
        `| ${rule} | ${holds ? "yes" : "**no**"} | ${asMarkdown(says)} | ${holds ? "" : asMarkdown(todo)} |`,
    ),
    "",
    `**${end}**`,
  ].join("\n")}\n`;
}

/** Names and texts of what would change, in the order in which people ask. */
function preview({
  facts,
  scansNow,
  changes,
  commits,
}: Preview): readonly (readonly [name: string, text: string])[] {
  const { now, to, digest, image, targetRuns, evidence, scans } = facts;
  const tags = image && image.tags.length > 0 ? ` (${image.tags.join(", ")})` : "";
  return [
    ["now", targetRuns ? targetRuns.digest : `nothing was released in ${to} yet`],
    ["then", `${digest}${tags}`],
    ...commitsRow(commits),
    ["findings", targetRuns ? `now ${found(scansNow)}, then ${found(scans)}` : found(scans)],
    ...(changes
      ? [["gone", listed(changes.gone)] as const, ["new", listed(changes.added)] as const]
      : []),
    [
      "evidence",
      evidence
        ? `${evidence.result}, ${age(evidence.at, now)}, ${evidence.at}`
        : "no tests were recorded",
    ],
  ];
}

/** Nothing where neither image says its commit. */
function commitsRow(commits: Preview["commits"]): readonly (readonly [string, string])[] {
  const { running, promoted } = commits;
  const known = [running && `now ${running}`, promoted && `then ${promoted}`].filter(Boolean);
  return known.length === 0 ? [] : [["commits", known.join(", ")]];
}

/** Names of findings that are shown; a page that lists hundreds is not read. */
const mostListed = 20;

function listed(names: readonly string[]): string {
  if (names.length === 0) return "none";
  const more = names.length > mostListed ? `, and ${names.length - mostListed} more` : "";
  return `${names.slice(0, mostListed).map(printable).join(", ")}${more}`;
}

/** Counts by severity, as the scan gives them; the text says why there are none. */
function found(scans: PromotionFacts["scans"]): string {
  if (typeof scans === "string") return `unknown (${scans})`;
  return scans.map(({ status, found, said }) => found || `${status} (${said})`).join("; ");
}

/** How old something is, in whole hours or minutes; the rule on evidence says whether that is too old. */
function age(at: string, now: string): string {
  const minutes = Math.floor((Date.parse(now) - Date.parse(at)) / 60_000);
  if (!(minutes >= 0)) return "of unknown age";
  return minutes < 120 ? `${minutes} min old` : `${Math.floor(minutes / 60)} hours old`;
}
