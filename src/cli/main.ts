import { CommanderError } from "commander";
import { explainAwsError } from "../aws/explain-aws-error";
import { CommandError } from "../base/errors";
import { processTerminal, type Terminal } from "../base/terminal";
import { program } from "./program";

/**
 * Runs the command line. Exit 0 fine, 1 refused, 2 wrong use or configuration; a defect prints its trace.
 * `argv` is the process's own: Node, the script, then the words.
 */
export async function main(argv: string[], terminal: Terminal = processTerminal()): Promise<void> {
  // The AWS SDK's versions are pinned, and these run on Node 20: what later ones will ask for is no news for an operator.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  try {
    await program(terminal).parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode !== 0) terminal.exitCode(2);
      return;
    }
    const expected = error instanceof CommandError ? error : await explained(error);
    if (!expected) throw error;
    terminal.err(`${expected.message}\n`);
    terminal.exitCode(expected.code);
  }
}

async function explained(error: unknown): Promise<CommandError | undefined> {
  const { explainSystemError } = await import("../base/explain-system-error");
  return explainSystemError(error) ?? explainAwsError(error);
}
