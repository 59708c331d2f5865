import { createInterface, type Interface } from "node:readline";
import { CommandError } from "./errors";

/** Somebody who can be asked. */
export interface Person {
  /** Puts one question and waits for a line; a {@link CommandError} when the person leaves instead, by Ctrl-C or Ctrl-D. */
  ask(question: string): Promise<string>;
  /** Ends the conversation, so that the process can end. */
  done(): void;
}

/** Whoever sits at the terminal; undefined where nobody does, so that a pipeline never waits for an answer. */
export function personAtTerminal(): Person | undefined {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return undefined;
  const typedAhead: string[] = []; // several lines pasted at once answer several questions
  let waiting: { take: (line: string) => void; refuse: (error: Error) => void } | undefined;
  let lines: Interface | undefined;
  let hasLeft = false;
  const stopped = () => new CommandError(1, "\nStopped; nothing was written.");

  const open = () => {
    const opened = createInterface({ input: process.stdin, output: process.stdout });
    opened.on("line", (line) => {
      const taker = waiting;
      waiting = undefined;
      if (taker) taker.take(line);
      else typedAhead.push(line);
    });
    opened.on("close", () => {
      hasLeft = true;
      waiting?.refuse(stopped());
    });
    return opened;
  };

  return {
    async ask(question) {
      lines ??= open();
      const ready = typedAhead.shift();
      if (ready !== undefined) {
        process.stdout.write(`${question}${ready}\n`);
        return ready;
      }
      if (hasLeft) throw stopped();
      lines.setPrompt(question);
      lines.prompt();
      return new Promise<string>((take, refuse) => {
        waiting = { take, refuse };
      });
    },
    done: () => lines?.close(),
  };
}
