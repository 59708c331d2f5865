import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findProviderMirror, howToGetProvider } from "../../support/provider-mirror";
import {
  applyState,
  fine,
  startTerraformWorld,
  type TerraformWorld,
} from "../../support/terraform-world";
import { describeWithTools } from "../../support/tools";
import { journeySteps } from "./step";

/** What the review must say of one environment's plans. */
export interface Verdicts {
  /** What the first plan is refused for: `address:action`, sorted. */
  readonly create: readonly string[];
}

/** What {@link journey} must be told. */
export interface JourneyProps {
  readonly name: string;
  /** Folder of the environment files; the project's own when left out. */
  readonly environments?: string;
  /** The right verdicts; for a file that nobody judged before, left out. */
  readonly verdicts?: Verdicts;
}

/** Everything that `npm run test:apply` proves of one environment, in the order of its life. */
export function journey({
  name,
  environments = resolve("environments"),
  verdicts,
}: JourneyProps): void {
  const provider = findProviderMirror();
  if (provider === undefined) {
    describe(name, () => {
      test("has the provider that it needs", ({ skip }) => {
        if (process.env["SLIPWAY_REQUIRE_PROVIDER"] === "true") throw new Error(howToGetProvider);
        skip(`${name}: ${howToGetProvider}`);
      });
    });
    return;
  }
  describeWithTools(["ministack", "crane", "terraform"], name, (tools) => {
    let world: TerraformWorld;
    const folder = mkdtempSync(
      join(process.env["SLIPWAY_LONG_TEST_FOLDER"] ?? tmpdir(), `${name}-`),
    );
    const step = journeySteps();
    beforeAll(async () => {
      const terraform = process.env["TERRAFORM_BINARY_NAME"] || tools.terraform;
      world = await startTerraformWorld({ name, folder, environments, provider, terraform });
    });
    afterAll(async () => {
      await world?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    step("makes the account's state bucket", () => applyState(world));

    step("plans what is not there yet, and saves it", async () => {
      const run = await world.slipway(["plan", name], { as: "plan" });
      expect([run.output, run.code]).toEqual([
        expect.stringContaining("0 to destroy"),
        expect.anything(),
      ]);
    });

    if (verdicts) {
      step(
        "refuses of the first plan only what opens it to the Internet or to another account",
        async () => expect(await refusals(world)).toEqual(verdicts.create),
        { fails: "the review also refuses our own policy attachment and alias record" },
      );
    }

    step("applies it, after what it opens was approved by name", async () => {
      const asked = await refusals(world);
      const approvals = asked.flatMap((one) => [
        "--allow",
        one,
        "--because",
        "this test's environment is meant to",
      ]);
      if (asked.length > 0) fine(await world.slipway(["plan", name, ...approvals], { as: "plan" }));
      fine(await world.slipway(["apply", name], { as: "apply" }));
    });

    step("plans again, and nothing is left to do", async () => {
      const run = fine(await world.slipway(["plan", name], { as: "plan" }));
      expect(run.output).toContain("No changes. Your infrastructure matches the configuration.");
      expect(run.output).toContain(`${name}: no changes`);
    });
  });
}

/** What the review refuses of the saved plan, as `--allow` would name it. */
async function refusals(world: TerraformWorld): Promise<string[]> {
  const run = await world.slipway(
    ["review", world.name, "--environment", world.name, "--format", "json"],
    {
      as: "plan",
    },
  );
  const { findings } = JSON.parse(run.output.slice(run.output.indexOf("{")));
  const names = (findings as { severity: string; address: string; action: string }[]).map(
    ({ address, action }) => `${address}:${action}`,
  );
  return [...new Set(names)].sort();
}
