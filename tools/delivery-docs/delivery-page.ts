import { type Outcome, outcomes } from "../../src/contract/outcomes";
import { introduction } from "./introduction";
import { outcomeNotes } from "./outcome-notes";

/** `docs/delivery.md`: how images are deployed, and every outcome with what to do. */
export function deliveryPage(): string {
  const notes = outcomes.map(({ kind }) => `### \`${kind}\`\n\n${outcomeNotes[kind]}`);
  return `${[introduction.trimEnd(), legend, table(), ...notes].join("\n\n")}\n`;
}

const again: Readonly<Record<Outcome["again"], string>> = {
  "next-run": "by each run",
  "scan-changed": "new scan",
  "when-asked": "asked",
  "when-forced": "forced",
};

const legend = `*Again* says when the digest is tried again: *${again["next-run"]}*, whatever starts it; *${again["scan-changed"]}*, when its scan or the
allowance has changed or somebody asks; *${again["when-asked"]}* or *${again["when-forced"]}*, when somebody asks for it, with force or without. *Notifies*: *all*
subscribers, or only the *asker*. *Kept*: as the decision on the digest, by which later runs go.`;

function table(): string {
  const rows = outcomes.map((outcome: Outcome) => {
    const { kind, says, todo, notified, kept } = outcome;
    const link = `[\`${kind}\`](#${kind})`;
    const cells = [
      link,
      says,
      todo,
      again[outcome.again],
      notified ? "all" : "asker",
      kept ? "kept" : "",
    ];
    return `| ${cells.join(" | ")} |`;
  });
  const head = ["outcome", "what happened", "what to do", "again", "notifies", "kept"];
  return [`| ${head.join(" | ")} |`, `|${"---|".repeat(head.length)}`, ...rows].join("\n");
}
