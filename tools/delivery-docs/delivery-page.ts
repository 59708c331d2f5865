import { type Outcome, outcomes } from "../../src/contract/outcomes";
import { details, introduction } from "./introduction";
import { outcomeNotes } from "./outcome-notes";

/** `docs/delivery.md`: how images are deployed, and every outcome with what to do. */
export function deliveryPage(): string {
  return `${[introduction, legend, table(), details].map((part) => part.trimEnd()).join("\n\n")}\n`;
}

const again: Readonly<Record<Outcome["again"], string>> = {
  "next-run": "each run",
  "scan-changed": "new scan",
  "when-asked": "asked",
  "when-forced": "forced",
};

const kinds = (which: (outcome: Outcome) => boolean) =>
  outcomes
    .filter(which)
    .map(({ kind }) => `\`${kind}\``)
    .join(", ");

const legend = `## Outcomes

Each run ends with one of these, in the execution's output, the record and the notification. *Below* and *the detail* is what stands there beside it: what was found or is missing, who holds what and
since when, AWS's own reason, exit code and log.

- *Again* says when the digest is tried again: *${again["next-run"]}*, whatever starts it; *${again["scan-changed"]}*, when its scan or the allowance has changed or somebody asks; *${again["when-asked"]}* or
  *${again["when-forced"]}*, when somebody asks for it, with force or without.
- Subscribers are notified of all but ${kinds(({ notified }) => !notified)}: these only who asked sees.
- Later runs go by what is kept as the decision on a digest: every outcome that is not *${again["next-run"]}*, and besides ${kinds((one) => one.kept && one.again === "next-run")}.`;

function table(): string {
  const rows = outcomes.map(
    (outcome) =>
      `| \`${outcome.kind}\` | ${[outcome.says, outcomeNotes[outcome.kind] ?? []].flat().join("<br>")} | ${outcome.todo} | ${again[outcome.again]} |`,
  );
  return ["| outcome | what happened | what to do | again |", "|---|---|---|---|", ...rows].join(
    "\n",
  );
}
