import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import Table from "cli-table3";
import { copyEnvironments } from "../__tests__/support/fixture-environments";
import { writeGeneratedEnvironments } from "./generated-environments";
import { type Cost, measure } from "./measure";

/** What `cdktf` starts, from any folder. */
const synthesis = (JSON.parse(readFileSync("cdktf.json", "utf8")) as { app: string }).app
  .split(" ")
  .slice(1)
  .map((word) => (existsSync(word) ? resolve(word) : word));

/** `npm run bench`: what a synthesis costs as a whole process, beside the least it could cost. */
function bench(): void {
  const root = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  try {
    const floor = measure(root, [resolve("bench/floor.cjs")], 11);
    copyEnvironments(root);
    const three = measure(root, synthesis, 11);
    const generated = [1, 50, 100].map((count) => ({
      count,
      cost: measure(folderWith(root, count), synthesis, 5),
    }));
    print(floor, three, generated);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function folderWith(root: string, count: number): string {
  const folder = join(root, `generated-${count}`);
  writeGeneratedEnvironments(folder, count);
  return folder;
}

function print(
  floor: Cost,
  three: Cost,
  generated: readonly { readonly count: number; readonly cost: Cost }[],
): void {
  const table = new Table({
    head: ["process", "wall ms", "CPU ms", "CPU × floor", "peak MiB"],
    style: { head: [], border: [] },
  });
  const row = (name: string, cost: Cost) => [
    name,
    cost.wallMs.toFixed(0),
    cost.cpuMs.toFixed(0),
    (cost.cpuMs / floor.cpuMs).toFixed(2),
    cost.peakMiB.toFixed(0),
  ];
  table.push(row("floor", floor), row("three environments", three));
  for (const { count, cost } of generated) table.push(row(`${count} generated`, cost));
  console.log(`Node ${process.version}\n${table}`);
  for (const [index, { count, cost }] of generated.entries()) {
    const before = generated[index - 1];
    if (before) {
      const perOne = (cost.cpuMs - before.cost.cpuMs) / (count - before.count);
      console.log(`each from ${before.count} to ${count}: ${perOne.toFixed(1)} ms of CPU`);
    }
  }
}

bench();
