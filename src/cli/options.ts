import { type Command, InvalidArgumentError } from "commander";
import { CommandError } from "../base/errors";
import type { Approval } from "../review/approval";

/** One `--allow` with the `--because` that follows it, at once or after others of the same reason. */
export interface Word {
  readonly allow: string;
  because?: string;
}

/** Gives a command `--allow` and `--because`; the list fills while its words are read. */
export function approvalOptions(command: Command): readonly Word[] {
  const words: Word[] = [];
  command
    .option(
      "--allow <address:action>",
      "approve one thing by name, such as aws_db_instance.database:replace; repeatable",
      (allow: string) => void words.push({ allow }),
    )
    .option("--because <reason>", "why each --allow before it is right", (reason: string) => {
      giveReason(words, reason);
    });
  return words;
}

/** Takes a `--because` for every `--allow` before it that has none yet. */
function giveReason(words: readonly Word[], reason: string): void {
  const open = words.filter(({ because }) => because === undefined);
  if (open.length === 0) {
    throw new CommandError(2, "--because must follow the --allow that it explains.");
  }
  for (const word of open) word.because = reason;
}

/** The approvals that were given, each with its reason; a {@link CommandError} when one is incomplete. */
export async function approvalsOf(words: readonly Word[]): Promise<readonly Approval[]> {
  const { readApproval } = await import("../review/approval");
  return words.map(({ allow, because }) => {
    if (!because?.trim()) {
      throw new CommandError(
        2,
        `--allow "${allow}" needs a --because after it: whoever reads the review must know why.`,
      );
    }
    const approval = readApproval(allow, because);
    if (approval) return approval;
    throw new CommandError(
      2,
      `--allow "${allow}" is not ADDRESS:ACTION, such as aws_db_instance.database:replace.`,
    );
  });
}

/** Reads `--limit`, such as `15m`: gives a reader of the option's text, which names `example` where it is wrong. */
export function timeLimit(example: string): (text: string) => string {
  return (text) => {
    if (/^[1-9]\d{0,4}[smh]$/.test(text)) return text;
    throw new InvalidArgumentError(`It must be a number and s, m or h, such as ${example}.`);
  };
}
