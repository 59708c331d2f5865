/** Where a command writes: the process's own streams, or in tests a buffer. */
export interface Terminal {
  /** Writes to standard output, without adding a line end. */
  out(text: string): void;
  /** Writes to standard error, without adding a line end. */
  err(text: string): void;
  /** True when a person reads standard output: colour and live progress are welcome. */
  readonly interactive: boolean;
  /** Width of the terminal in characters; 120 where nobody looks, or where the terminal does not know it. */
  readonly columns: number;
  /** The code with which the process ends once everything is written: 0 fine, 1 refused, 2 wrong use or configuration; or that of a command that was run. */
  exitCode(code: number): void;
  /** From now on nothing is done that has to end in order: the process may end as soon as nobody reads standard output, as in `| head`. */
  endWhenUnread(): void;
}

/**
 * The terminal of this process. Colour is off in a pipe and when `NO_COLOR` is set. What cannot be written any more is dropped and the
 * work goes on: an apply that ended with whoever read it would stop Terraform in the middle, keep the lock and exit with 0.
 */
export function processTerminal(): Terminal {
  let isRead = true;
  let endsUnread = false;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (!isRead) return;
    isRead = false;
    if (error.code !== "EPIPE") unwritten(error);
    else if (endsUnread) process.exit();
  });
  process.stderr.on("error", () => {}); // nobody is left who could read why
  return {
    out: (text) => {
      if (isRead) process.stdout.write(text);
    },
    err: (text) => void process.stderr.write(text),
    columns: process.stdout.columns || 120,
    interactive: Boolean(process.stdout.isTTY) && !process.env["NO_COLOR"],
    exitCode: (code) => {
      process.exitCode = code;
    },
    endWhenUnread: () => {
      endsUnread = true;
    },
  };
}

/** A full disk, not a reader that has seen enough: half a file must not pass for a whole one. */
function unwritten({ message }: Error): void {
  process.stderr.write(`Standard output cannot be written, what is there is cut off: ${message}\n`);
  process.once("exit", () => {
    process.exitCode ||= 2;
  });
}

const signals = ["SIGINT", "SIGTERM"] as const;

/**
 * Does the work with a signal that the first SIGINT (Ctrl-C) or SIGTERM (a pipeline that ends the process) aborts, so that the work can
 * clean up. A second one ends the process at once.
 */
export async function untilStopped<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  for (const signal of signals) process.once(signal, stop);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}
