import { type Outcome, outcomes } from "../../src/contract/outcomes";
import { introduction } from "./introduction";
import { outcomeNotes } from "./outcome-notes";

/** `docs/delivery.md`: how images are deployed, and every outcome with what to do. */
export function deliveryPage(): string {
  const sections = outcomes.map(
    (outcome) => `### \`${outcome.kind}\`

**${outcome.says}** ${outcomeNotes[outcome.kind]}

- What to do: ${outcome.todo}
- Tried again: ${again[outcome.again]}
- Told: ${told(outcome)}`,
  );
  return `${[introduction.trimEnd(), ...sections].join("\n\n")}\n`;
}

const again: Readonly<Record<Outcome["again"], string>> = {
  "next-run": "by the next run, whatever starts it.",
  "scan-changed": "when its scan or the allowance has changed, or when somebody asks.",
  "when-asked": "when somebody asks for this digest.",
  "when-forced": "when somebody asks for this digest with force.",
};

function told({ told: tells, kept }: Outcome): string {
  const record = kept ? "; kept as the decision on the digest" : "";
  return tells
    ? `to the subscribers${record}.`
    : `to whoever asked, and to nobody unasked${record}.`;
}
