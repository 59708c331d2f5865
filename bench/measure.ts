import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { requireTool } from "../__tests__/support/find-tool";

const usage = resolve("bench/usage.py");

/** What one kind of command costs, with all the processes that it starts: medians over its runs, and the greatest memory of one process. */
export interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
}

/** Properties of {@link measure}. */
export interface MeasureProps {
  /** A program with its words; `node` is the Node that measures. */
  readonly command: readonly string[];
  /** Where it runs. */
  readonly folder: string;
  /** How often it counts; the first run only warms the disk's cache. */
  readonly runs: number;
  /** Its exit codes that are no failure. */
  readonly fine?: readonly number[];
}

/** Runs a command again and again. */
export function measure(props: MeasureProps): Cost {
  const all = Array.from({ length: props.runs + 1 }, () => once(props)).slice(1);
  return {
    wallMs: median(all.map(({ wallMs }) => wallMs)),
    cpuMs: median(all.map(({ cpuMs }) => cpuMs)),
    peakMiB: Math.max(...all.map(({ peakMiB }) => peakMiB)),
  };
}

function once({ command, folder, fine = [0] }: MeasureProps): Cost {
  const own = mkdtempSync(join(tmpdir(), "slipway-usage-"));
  const file = join(own, "usage.json");
  const [program = "", ...words] = command;
  try {
    // From outside: with anything loaded into it, Node runs our modules as if there were no cache of them.
    const measured = [program === "node" ? process.execPath : program, ...words];
    const { status, stderr, error } = spawnSync(requireTool("python"), [usage, file, ...measured], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 1024 ** 3,
      env: { ...process.env, CDK_OUTDIR: join(own, "cdk.out") },
    });
    if (error) throw error;
    if (!fine.includes(status ?? -1)) {
      throw new Error(`${command.join(" ")} ended with ${status}: ${stderr.slice(0, 1000)}`);
    }
    return JSON.parse(readFileSync(file, "utf8"));
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
