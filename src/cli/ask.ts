import { createInterface } from "node:readline/promises";
import type { Terminal } from "./terminal";

/** Puts one question to a person and waits for a line. */
export type Ask = (question: string) => Promise<string>;

/** Asks at the terminal; undefined where nobody sits there, so that a pipeline never waits for an answer. */
export function askAtTerminal(terminal: Terminal): Ask | undefined {
  if (!terminal.interactive || !process.stdin.isTTY) return undefined;
  return async (question) => {
    const lines = createInterface({ input: process.stdin, output: process.stdout });
    try {
      return await lines.question(question);
    } finally {
      lines.close();
    }
  };
}
