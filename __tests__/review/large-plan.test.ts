import { join } from "node:path";
import { expect, test } from "vitest";
import { writeLargePlan } from "../../bench/review-large-plan";
import { slipwayHere } from "../support/slipway-here";
import { useTemporaryFolder } from "../support/temporary-folder";

const folder = useTemporaryFolder();

// Plans of 50 MiB: `npm run test:checkout -- large-plan`.
test("a comment for a pull request stays below what GitHub takes, and keeps the verdict", async () => {
  const path = join(folder(), "plan.json");
  await writeLargePlan(path, 5);
  const { code, stdout } = await slipwayHere(folder(), ["review", path, "--format", "markdown"]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^### refused, for \d+ findings\n/);
  expect(stdout.length).toBeGreaterThan(50_000);
  expect(stdout.length).toBeLessThan(65_536);
});
