import type { Colors } from "picocolors/types";
import type { Judgement } from "./judge";

/** What each rule says, a line each, and under it what to do where it does not hold. */
export function renderJudgement({ findings }: Judgement, colors: Colors): string {
  const width = Math.max(...findings.map(({ rule }) => rule.length));
  const lines = findings.flatMap(({ rule, holds, says, todo }) => {
    const mark = holds ? colors.green("yes") : colors.red(" no");
    return [
      `  ${mark}  ${rule.padEnd(width)}  ${says}`,
      ...(holds ? [] : [`       ${" ".repeat(width)}  ${todo}`]),
    ];
  });
  return `${lines.join("\n")}\n`;
}
