import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** What one kind of process costs: medians over its runs, and the greatest memory. */
export interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
}

/** Starts Node with these arguments in a folder, again and again; the first run only warms the disk's cache. */
export function measure(folder: string, args: readonly string[], runs: number): Cost {
  const all = Array.from({ length: runs + 1 }, () => once(folder, args)).slice(1);
  return {
    wallMs: median(all.map(({ wallMs }) => wallMs)),
    cpuMs: median(all.map(({ cpuMs }) => cpuMs)),
    peakMiB: Math.max(...all.map(({ peakMiB }) => peakMiB)),
  };
}

function once(folder: string, args: readonly string[]): Cost {
  const file = join(folder, "usage.json");
  const start = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--require", resolve("bench/usage.cjs"), ...args],
    { cwd: folder, encoding: "utf8", env: { ...process.env, BENCH_USAGE: file } },
  );
  const wallMs = performance.now() - start;
  if (status !== 0)
    throw new Error(`node ${args.join(" ")} ended with ${status}: ${stderr.slice(0, 1000)}`);
  return { wallMs, ...(JSON.parse(readFileSync(file, "utf8")) as Omit<Cost, "wallMs">) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
