import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { largeFixtures, writeLargePlan } from "../../bench/review-large-plan";
import { useTemporaryFolder } from "../support/temporary-folder";

const folder = useTemporaryFolder();

/** `slipway review` as a process of its own, with what it used. */
function review(path: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--require", "./bench/report-usage.js", "bin/slipway.js", "review", path, ...args],
    { encoding: "utf8", maxBuffer: 1024 ** 3, env: { ...process.env, FORCE_COLOR: "0" } },
  );
  const peakMiB = Number(/(\d+) MiB resident at most/.exec(stderr)?.[1]);
  const cpuSeconds = Number(/([\d.]+) s of CPU/.exec(stderr)?.[1]);
  return { status, stdout, peakMiB, cpuSeconds };
}

// A walk that grows with the square of the plan takes minutes of CPU; what a clock on the wall says is about the machine.
test.each(largeFixtures)(
  "a plan of 50 MiB is refused within a gibibyte of memory, and what is printed stays readable (%s)",
  async (fixture) => {
    const path = join(folder(), "plan.json");
    const entries = await writeLargePlan(path, 50, fixture);

    const { status, stdout, peakMiB, cpuSeconds } = review(path);
    expect(entries).toBeGreaterThan(40_000);
    expect(status).toBe(1);
    expect(peakMiB).toBeLessThan(1024);
    expect(cpuSeconds).toBeLessThan(30);
    expect(stdout).toMatch(/\n {2}… and \d+ more; --format json lists all of them\n/);
    expect(stdout.split("\n").length).toBeLessThan(12_000);
    expect(stdout).toMatch(
      /^refused, for \d+ findings?\n[\s\S]*\nNext: correct what is refused.+\n\nrefused, for \d+ findings?\n$/,
    );
  },
  600_000,
);
