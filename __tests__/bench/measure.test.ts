import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { measure } from "../../bench/measure";
import { useTemporaryFolder } from "../support/temporary-folder";
import { describeWithTools } from "../support/tools";

const folder = useTemporaryFolder();
const spin = (ms: number) => `const end = Date.now() + ${ms}; while (Date.now() < end);`;

describeWithTools(["python"], "measuring", () => {
  test("adds up what all processes of a command use, as npx starts one for another", () => {
    const child = `require("node:child_process").spawnSync(process.execPath, ["-e", ${JSON.stringify(spin(300))}])`;
    const alone = measure({ command: ["node", "-e", ""], folder: folder(), runs: 1 });
    const both = measure({ command: ["node", "-e", child], folder: folder(), runs: 1 });

    expect(both.cpuMs).toBeGreaterThan(1.5 * alone.cpuMs);
    expect(both.peakMiB).toBeGreaterThan(10);
  });

  test("loads nothing into a Node that it measures, which would then not use what it remembers of our modules", () => {
    const own = process.env["NODE_OPTIONS"] ?? "";
    const script = `process.exitCode = (process.env.NODE_OPTIONS ?? "") === ${JSON.stringify(own)} && process.execArgv.length === 2 ? 0 : 1`;

    expect(
      measure({ command: ["node", "-e", script], folder: folder(), runs: 1 }).cpuMs,
    ).toBeGreaterThan(0);
  });

  test("refuses to measure what fails, and takes an exit code that is fine there", () => {
    const command = ["node", "-e", "console.error('why'); process.exitCode = 1"];

    expect(() => measure({ command, folder: folder(), runs: 1 })).toThrow(
      `${command.join(" ")} ended with 1: why\n`,
    );
    expect(measure({ command, folder: folder(), runs: 1, fine: [1] }).cpuMs).toBeGreaterThan(0);
  });
});

test("AWS CDK is beside us with exact versions and a lock file that names no registry", () => {
  const { dependencies } = JSON.parse(readFileSync("bench/aws-cdk/package.json", "utf8"));
  const lock = readFileSync("bench/aws-cdk/package-lock.json", "utf8");

  expect(JSON.parse(lock).packages[""].dependencies).toEqual(dependencies);
  for (const version of Object.values(dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(lock).not.toContain('"resolved"');
  expect(existsSync("bench/aws-cdk/app.js")).toBe(true);
});
