const signals = ["SIGINT", "SIGTERM"] as const;

/**
 * Does the work with a signal that is aborted by Ctrl-C, or by a pipeline that ends the process. The first one only asks; a second
 * ends the process at once.
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
