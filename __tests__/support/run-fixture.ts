import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";

/** Runs `__tests__/fixtures/support/<name>.fixture.ts` in a vitest of its own with just that environment. */
export function runFixture(name: string, environment: Readonly<Record<string, string>>) {
  const vitest = join(dirname(require.resolve("vitest/package.json")), "vitest.mjs");
  const config = join(__dirname, "../fixtures/support/vitest.config.ts");
  const run = spawnSync(process.execPath, [vitest, "run", "--config", config, name], {
    encoding: "utf8",
    env: environment,
  });
  return { code: run.status, lines: run.stdout.trim().split("\n"), stderr: run.stderr };
}
