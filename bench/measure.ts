import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** What one kind of command costs, with all the Node processes that it starts: medians over its runs, and the greatest memory of one process. */
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
  const file = join(own, "usage");
  const [program = "", ...words] = command;
  try {
    const start = performance.now();
    const { status, stderr, error } = spawnSync(
      program === "node" ? process.execPath : program,
      words,
      {
        cwd: folder,
        encoding: "utf8",
        maxBuffer: 1024 ** 3,
        env: {
          ...process.env,
          BENCH_USAGE: file,
          CDK_OUTDIR: join(own, "cdk.out"),
          NODE_OPTIONS: `--require ${JSON.stringify(resolve("bench/usage.cjs"))}`,
        },
      },
    );
    const wallMs = performance.now() - start;
    if (error) throw error;
    if (!fine.includes(status ?? -1)) {
      throw new Error(`${command.join(" ")} ended with ${status}: ${stderr.slice(0, 1000)}`);
    }
    const processes: readonly Omit<Cost, "wallMs">[] = readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    return {
      wallMs,
      cpuMs: processes.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
      peakMiB: Math.max(...processes.map(({ peakMiB }) => peakMiB)),
    };
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
