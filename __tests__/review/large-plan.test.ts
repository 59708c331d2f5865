import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { writeLargePlan } from "../../bench/review-large-plan";
import { loadPlan } from "../../src/review/load-plan";
import { renderMarkdown } from "../../src/review/render-markdown";
import { reviewPlan } from "../../src/review/review-plan";
import { useTemporaryFolder } from "../support/temporary-folder";

const folder = useTemporaryFolder();

test("a plan of ten megabytes is reviewed as whole as a small one, without a walk that grows with its square", async () => {
  const path = join(folder(), "plan.json");
  const entries = await writeLargePlan(path, 10);
  const cpuBefore = process.cpuUsage();
  const plan = await loadPlan({ path, input: Readable.from([]), terraform: "terraform" });
  const review = reviewPlan(plan);
  const cpuSeconds = process.cpuUsage(cpuBefore).user / 1_000_000;

  const repeats = plan.changes.length / 25;
  expect(entries).toBe(plan.changes.length + plan.drift.length);
  expect(review.findings.filter(({ verdict }) => verdict === "refused")).toHaveLength(6 * repeats);
  expect(renderMarkdown(review).length).toBeLessThan(65_536);
  expect(cpuSeconds).toBeLessThan(15);
});
