import type { Colors } from "picocolors/types";
import type { OutcomeKind } from "../../contract/outcomes";
import type { Told } from "./follow-execution";

/** Outcomes after which the digest that was asked for runs. */
const fine: readonly OutcomeKind[] = [
  "released",
  "rolled-back",
  "pointer-healed",
  "already-running",
];

/** Whether what was asked for is so. */
export function isFine({ outcome }: Told): boolean {
  return fine.includes(outcome);
}

/** How a deployment ended, for people: outcome, sentence, details, warnings, the task's last words, what to do. */
export function renderTold(told: Told, log: readonly string[], colors: Colors): string {
  const paint = isFine(told) ? colors.green : colors.red;
  const details = Object.entries(told.detail).map(([name, text]) => `  ${name}: ${text}`);
  const warnings = told.warnings.map((warning) => colors.yellow(`  warning: ${warning}`));
  const lines = log.length === 0 ? [] : ["  last lines of its log:", ...log.map((l) => `    ${l}`)];
  const todo = told.todo === "Nothing." ? [] : [`What to do: ${told.todo}`];
  return `${[`${paint(told.outcome)}: ${told.says}`, ...details, ...lines, ...warnings, ...todo].join("\n")}\n`;
}
