import { CommanderError } from "commander";
import { CommandError } from "./command-error";
import { program } from "./program";
import { processTerminal, type Terminal } from "./terminal";

/**
 * Runs the command line. Exit 0 fine, 1 refused, 2 wrong use or configuration; a defect prints its trace.
 * `argv` is the process's own: Node, the script, then the words.
 */
export async function main(argv: string[], terminal: Terminal = processTerminal()): Promise<void> {
  try {
    await program(terminal).parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode !== 0) terminal.exitCode(2);
    } else if (error instanceof CommandError) {
      terminal.err(`${error.message}\n`);
      terminal.exitCode(error.code);
    } else {
      throw error;
    }
  }
}
