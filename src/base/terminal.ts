/** Where a command writes: the process's own streams, or in tests a buffer. */
export interface Terminal {
  /** Writes to standard output, without adding a line end. */
  out(text: string): void;
  /** Writes to standard error, without adding a line end. */
  err(text: string): void;
  /** True when a person reads standard output: colour and live progress are welcome. */
  readonly interactive: boolean;
  /** Width of the terminal in characters; 120 where nobody looks. */
  readonly columns: number;
  /** The code with which the process ends once everything is written: 0 fine, 1 refused, 2 wrong use or configuration; or that of a command that was run. */
  exitCode(code: number): void;
}

/** The terminal of this process. Colour is off in a pipe and when `NO_COLOR` is set. */
export function processTerminal(): Terminal {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(); // whoever read it has seen enough, as in `| head`
    throw error;
  });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    columns: process.stdout.columns ?? 120,
    interactive: Boolean(process.stdout.isTTY) && !process.env["NO_COLOR"],
    exitCode: (code) => {
      process.exitCode = code;
    },
  };
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
