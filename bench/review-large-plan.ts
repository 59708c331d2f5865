import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";

// Measures `slipway review` on a plan of real entries, made large by repetition:
//   node --require ./bin/register.js bench/review-large-plan.ts [MiB]
// Two plans: everything changes and has drifted, or everything is made, as in a first plan, with values that are not known yet.
// Reported: wall time, CPU time and the largest resident memory of the process, for each format.

/** The real plans that are made large. */
export const largeFixtures = ["opened-and-widened", "create"] as const;

/** Writes a plan of about `mebibytes`: the fixture's changes and drift over and over, each under an index of its own. */
export async function writeLargePlan(
  path: string,
  mebibytes: number,
  fixture: (typeof largeFixtures)[number] = "opened-and-widened",
): Promise<number> {
  const text = readFileSync(`__tests__/fixtures/terraform/${fixture}.plan.json`, "utf8");
  const plan = JSON.parse(text);
  const file = createWriteStream(path);
  const target = mebibytes * 1024 ** 2;
  let written = 0;
  let objects = 0;
  const write = async (text: string) => {
    written += text.length;
    if (!file.write(text)) await once(file, "drain");
  };
  const { resource_changes, resource_drift, configuration, ...head } = plan;
  await write(
    `${JSON.stringify(head).slice(0, -1)},"configuration":${JSON.stringify(configuration)}`,
  );
  const hasDrift = resource_drift?.length > 0;
  for (const [name, entries, share] of [
    ["resource_changes", resource_changes, hasDrift ? 0.6 : 1],
    ["resource_drift", resource_drift ?? [], hasDrift ? 1 : 0],
  ] as const) {
    await write(`,"${name}":[`);
    for (let i = 0; written < target * share; i++) {
      for (const entry of entries) {
        const separator = i === 0 && entry === entries[0] ? "" : ",";
        await write(
          separator + JSON.stringify({ ...entry, address: `${entry.address}[${i}]`, index: i }),
        );
        objects += 1;
      }
    }
    await write("]");
  }
  await write("}");
  file.end();
  await finished(file);
  return objects;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  const path = join(folder, "large.plan.json");
  try {
    const mebibytes = Number(process.argv[2] ?? 50);
    for (const fixture of largeFixtures) {
      const objects = await writeLargePlan(path, mebibytes, fixture);
      process.stdout.write(`${fixture}: ${mebibytes} MiB, ${objects} entries\n`);
      for (const format of ["text", "markdown", "json"]) measure(path, format);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function measure(path: string, format: string): void {
  const started = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      "--require",
      join(__dirname, "report-usage.js"),
      "bin/slipway.js",
      "review",
      path,
      "--format",
      format,
    ],
    { encoding: "utf8", maxBuffer: 1024 ** 3 },
  );
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${format}: exit ${status}, ${seconds} s, ${stderr.trim()}\n`);
}

if (require.main === module) main();
