import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { planBasis } from "../../../src/operate/apply/plan-basis";
import { readReviewRecord, writeReviewRecord } from "../../../src/operate/apply/review-record";
import { planStack } from "../../../src/operate/plan-stack";
import type { Approval } from "../../../src/review/approval";
import { loadPlan } from "../../../src/review/read/load-plan";
import { reviewPlan } from "../../../src/review/review-plan";
import { borrowEmulator, type Emulator } from "../../support/emulator";
import { memoryTerminal } from "../../support/memory-terminal";
import { useTemporaryFolder } from "../../support/temporary-folder";
import { describeWithTools } from "../../support/tools";
import { applyShopDev } from "./support/apply-shop-dev";

const folder = useTemporaryFolder();

// No provider is needed for these two; the registry is never asked.
const configuration = (text: string) => ({
  terraform: { required_version: ">= 1.11.0" },
  resource: { terraform_data: { first: { input: text }, second: { input: "stays" } } },
});

describeWithTools(
  ["terraform", "ministack"],
  "Terraform itself, from plan to apply",
  ({ terraform }) => {
    let emulator: Emulator;
    beforeAll(async () => {
      emulator = await borrowEmulator();
    });
    afterAll(() => emulator?.stop());
    beforeEach(() => write("one"));

    const write = (text: string) =>
      writeFileSync(join(folder(), "cdk.tf.json"), JSON.stringify(configuration(text)));

    async function plan(targets: readonly string[] = [], approvals: readonly Approval[] = []) {
      const { file, hasChanges } = await planStack(
        {
          environment: "shop-dev",
          account: emulator.accountId,
          executable: terraform,
          folder: folder(),
          targets,
        },
        memoryTerminal(),
      );
      const saved = await loadPlan({ path: file, input: process.stdin, terraform });
      const review = reviewPlan(saved, { approvals });
      const basis = planBasis(saved.priorState);
      writeReviewRecord({
        environment: "shop-dev",
        plan: file,
        refused: review.refused,
        approvals: [],
        basis,
      });
      return { file, hasChanges, review };
    }

    async function apply() {
      const terminal = memoryTerminal();
      await applyShopDev(emulator, {
        terminal,
        executable: terraform,
        folder: folder(),
        record: readReviewRecord("shop-dev", join(folder(), "plan")),
      });
      return terminal.stdout();
    }

    test("applies what was planned, and the next plan is empty", async () => {
      const first = await plan();
      expect(first.hasChanges).toBe(true);
      expect(first.review.changes.map(({ address }) => address)).toEqual([
        "terraform_data.first",
        "terraform_data.second",
      ]);
      expect(await apply()).toContain("shop-dev: applied; there is no service to watch.\n");

      const second = await plan();
      expect([second.hasChanges, second.review.isEmpty]).toEqual([false, true]);
    });

    test("applies the plan that was reviewed, although the configuration has changed since", async () => {
      await plan();
      write("two");
      await apply();

      const state = JSON.parse(readFileSync(join(folder(), "terraform.tfstate"), "utf8"));
      const first = state.resources.find((resource: { name: string }) => resource.name === "first");
      expect(first.instances[0].attributes.input.value).toBe("one");
    });

    test("a plan of one address is refused as incomplete, until somebody says that this is what was asked for", async () => {
      const refused = await plan(["terraform_data.first"]);
      expect(refused.review.refused).toBe(true);

      const because = "only the first was asked for";
      const allowed = await plan(
        ["terraform_data.first"],
        [{ address: "plan", action: "incomplete", because }],
      );
      expect(allowed.review.refused).toBe(false);
      expect(allowed.review.changes.map(({ address }) => address)).toEqual([
        "terraform_data.first",
      ]);
    });

    test("refuses a plan that was made anew by hand after the review", async () => {
      const { file } = await plan();
      writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from([0])]));
      await expect(apply()).rejects.toThrow("The plan of shop-dev changed after its review");
    });
  },
);
