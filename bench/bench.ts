import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import Table from "cli-table3";
import { copyEnvironments } from "../__tests__/support/fixture-environments";
import { writeGeneratedEnvironments } from "./generated-environments";
import { type Cost, measure } from "./measure";
import { writeLargePlan } from "./review-large-plan";

/** What `cdktf` starts, from any folder. */
const synthesis = (JSON.parse(readFileSync("cdktf.json", "utf8")) as { app: string }).app
  .split(" ")
  .map((word) => (existsSync(word) ? resolve(word) : word));

/** How many environments like dev are made; how often each is run. */
const generated = [
  { count: 1, runs: 5 },
  { count: 50, runs: 5 },
  { count: 100, runs: 3 },
  { count: 500, runs: 1 },
] as const;

/** Commands as the documents have them; those that write do so where `npm run synth` writes too. */
const commands = [
  "npx slipway --help",
  "node bin/slipway.js --help",
  "npx slipway env eec-dev",
  "npx slipway parity eec-dev",
  "npm start",
  "npm run synth",
] as const;

const cdk = "bench/aws-cdk";

/** `npm run bench [<word of a row>…]`: what a synthesis, the commands and a review cost, beside the least that a synthesis could cost. */
async function bench(named: readonly string[]): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  const table = new Table({
    head: ["what runs", "wall ms", "CPU ms", "CPU × floor", "peak MiB"],
    style: { head: [], border: [] },
  });
  let floor: Cost | undefined;
  const row = (name: string, cost: () => Cost): void => {
    if (floor && named.length > 0 && !named.some((word) => name.includes(word))) return;
    const measured = cost();
    floor ??= measured;
    const { wallMs, cpuMs, peakMiB } = measured;
    table.push([
      name,
      wallMs.toFixed(0),
      cpuMs.toFixed(0),
      (cpuMs / floor.cpuMs).toFixed(2),
      peakMiB.toFixed(0),
    ]);
    if (process.stderr.isTTY) process.stderr.write(`${name}: ${cpuMs.toFixed(0)} ms\n`);
  };
  try {
    const here = resolve(".");
    row("floor", () =>
      measure({ command: ["node", resolve("bench/floor.cjs")], folder: root, runs: 11 }),
    );
    copyEnvironments(root);
    row("three environments", () => measure({ command: synthesis, folder: root, runs: 11 }));
    for (const { count, runs } of generated) {
      row(`${count} generated`, () => {
        const folder = join(root, `generated-${count}`);
        writeGeneratedEnvironments(folder, count);
        return measure({ command: synthesis, folder, runs });
      });
    }
    for (const command of commands) {
      row(command, () => measure({ command: command.split(" "), folder: here, runs: 5 }));
    }
    const plan = join(root, "large.plan.json");
    await writeLargePlan(plan, 5);
    const review = ["node", "bin/slipway.js", "review", plan];
    row("review of a plan of 5 MiB", () =>
      measure({ command: review, folder: here, runs: 5, fine: [1] }),
    );
    if (existsSync(join(cdk, "node_modules"))) {
      for (const [name, ...words] of [["AWS CDK"], ["AWS CDK, validated", "validated"]] as const) {
        const command = ["node", resolve(cdk, "app.js"), ...words];
        row(name, () => measure({ command, folder: root, runs: 5 }));
      }
    } else console.log(`skipped: AWS CDK. To measure it beside us: npm ci --prefix ${cdk}`);
    console.log(`Node ${process.version}\n${table}`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

bench(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
