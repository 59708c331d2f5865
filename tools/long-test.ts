import type { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism, freemem, tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { runPackage } from "./run-package";

/** File of a long test that takes names of its caller's, where no file is named so. */
const named = "yours.long.ts";

/**
 * `long-test <folder> [<file>…] [<vitest's options>]`: the long tests of `__tests__/<folder>`, which take minutes. Everything that they write is in one temporary folder,
 * and everything that they start in one process group; both are gone at the end, also after Ctrl-C. Ends with the tally.
 */
async function main([name = "", ...words]: readonly string[]): Promise<void> {
  const option = words.findIndex((word) => word.startsWith("-"));
  const [what, options] = option < 0 ? [words, []] : [words.slice(0, option), words.slice(option)];
  const tests = resolve(__dirname, "../__tests__", name);
  const own = what.filter((one) => !existsSync(join(tests, `${one}.long.ts`)));
  if (own.length > 0 && !existsSync(join(tests, named))) {
    const there = readdirSync(tests).filter((file) => file.endsWith(".long.ts"));
    console.log(
      `There is no ${own.join(", ")} here. There are: ${there.map((file) => basename(file, ".long.ts")).join(", ")}.`,
    );
    process.exitCode = 2;
    return;
  }
  const files =
    what.length === 0
      ? readdirSync(tests).filter((file) => file.endsWith(".long.ts") && file !== named)
      : [
          ...what.filter((one) => !own.includes(one)).map((one) => `${one}.long.ts`),
          ...(own.length > 0 ? [named] : []),
        ];
  const folder = mkdtempSync(join(tmpdir(), `slipway-test-${basename(name)}-`));
  let running: ChildProcess | undefined;
  let stopped = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      stopped = true;
      endGroup(running, "SIGTERM");
      setTimeout(() => endGroup(running, "SIGKILL"), 5_000).unref();
    });
  }
  try {
    const run = await runPackage(
      "vitest",
      "vitest.mjs",
      [
        "run",
        "--config=vitest.long.config.ts",
        `--maxWorkers=${atOnce()}`,
        ...files.map((file) => join(tests, file)),
        ...options,
      ],
      {
        env: {
          SLIPWAY_LONG_TEST_FOLDER: folder,
          TMPDIR: folder,
          SLIPWAY_LONG_TEST_NAMES: own.join(" "),
        },
        ownGroup: true,
        onStart: (child) => {
          running = child;
        },
      },
    );
    process.exitCode = run.passed ? 0 : 1;
    console.log(stopped ? "Stopped by hand." : "");
    console.log(run.report ?? "0 passed, 1 failed, 0 skipped");
  } finally {
    endGroup(running, "SIGKILL"); // what a test that was ended had started
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/**
 * How many files run beside each other: the provider waits four times as long as it works, but each one needs memory, as does its emulator. A container may have
 * less than is free on its machine; a process too many would be killed in the middle of a step.
 */
function atOnce(): number {
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  const gibibytes = Math.min(freemem(), limit) / 1024 ** 3;
  const busy = Math.ceil(2.5 * availableParallelism());
  return Math.max(1, Math.min(busy, Math.floor(gibibytes / 3)));
}

function endGroup(leader: ChildProcess | undefined, signal: NodeJS.Signals): void {
  if (leader?.pid === undefined) return;
  try {
    process.kill(-leader.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // all of it ended by itself
  }
}

main(process.argv.slice(2));
