import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { reviewFileNames } from "../../src/operate/plan-stack";
import { slipwayHere } from "../support/slipway-here";
import { describeWithTools } from "../support/tools";
import { evaluate } from "./support/expression";
import { useInfrastructureRun } from "./support/infrastructure";
import { standIns } from "./support/stand-ins";
import { action, repository, stepOf } from "./support/workflow";

const { folder, runAction, stack } = useInfrastructureRun();

describe("planning", () => {
  test("plans the environment", async () => {
    const { path, calls } = standIns(folder(), { npm: "" });
    await runAction("plan", "Plan", { path });
    expect(calls()).toEqual([["npm", "run", "plan", "eec-dev", "--"]]);
  });

  test("hands on what was approved by name, each as one word", async () => {
    const { path, calls } = standIns(folder(), { npm: "" });
    const expressions = {
      "inputs.allow": "aws_db_instance.database:replace aws_lb.load_balancer:create",
      "inputs.because": "restored from a snapshot; $(id)",
    };
    await runAction("plan", "Plan", { path, expressions });
    expect(calls()[0]?.slice(4)).toEqual([
      "--",
      "--allow",
      "aws_db_instance.database:replace",
      "--because",
      "restored from a snapshot; $(id)",
      "--allow",
      "aws_lb.load_balancer:create",
      "--because",
      "restored from a snapshot; $(id)",
    ]);
  });

  test("fails when the review refuses", async () => {
    const { path } = standIns(folder(), { npm: "exit 1" });
    expect(await runAction("plan", "Plan", { path })).toMatchObject({ code: 1 });
  });
});

describeWithTools(["jq"], "the review that was saved with the plan", () => {
  const saved = (json: string, markdown: string) => {
    mkdirSync(stack("plan"), { recursive: true });
    writeFileSync(join(stack("plan"), "review.json"), json);
    writeFileSync(join(stack("plan"), "review.md"), markdown);
  };

  test.each([
    ["with changes", { isEmpty: false }, "yes"],
    ["without any", { isEmpty: true }, "no"],
  ])(
    "%s is shown in the summary, and says whether there is something to apply",
    async (_, json, changes) => {
      saved(JSON.stringify(json), "### reviewed\n");
      expect(await runAction("plan", "Show the review")).toMatchObject({
        code: 0,
        outputs: { changes },
        summary: "### reviewed\n",
      });
    },
  );

  test.each([
    ["is not there, because nothing could be planned", undefined],
    ["cannot be read", "{"],
  ])("that %s fails the job, and there is nothing to apply", async (_, json) => {
    if (json !== undefined) saved(json, "### reviewed\n");
    const { code, outputs } = await runAction("plan", "Show the review");
    expect(code).not.toBe(0);
    expect(outputs).toEqual({});
  });

  test("is shown under the pull request that brought the commit", async () => {
    const { path, calls } = standIns(folder(), { node: "" });
    await runAction("plan", "Write it under the pull request", { path });
    expect(calls()[0]?.slice(3)).toEqual([
      "tools/github/comment.ts",
      "--id",
      "plan-eec-dev",
      "--commit",
      "0123456789",
      "cdktf.out/stacks/eec-dev/review.md",
    ]);
  });
});

describe("the review as a page", () => {
  const names = (action("plan").steps ?? []).map(({ name }) => name);
  const keep = stepOf(action("plan"), "Keep the review as a page");
  const isKept = (ends: "success" | "failure" | "cancelled") => {
    const [success, failure] = [ends === "success", ends === "failure"];
    return evaluate(keep.if ?? "success()", { success: () => success, failure: () => failure });
  };

  test("is what npm run plan writes beside the plan, kept for thirty days under the environment's name", () => {
    expect(keep.uses).toMatch(/^actions\/upload-artifact@/);
    expect(keep.with).toEqual({
      name: "review-$" + "{{ inputs.environment }}",
      path: `cdktf.out/stacks/$${"{{ inputs.environment }}"}/${reviewFileNames.html}`,
      "if-no-files-found": "ignore",
      "retention-days": 30,
      overwrite: true,
    });
  });

  test("is kept after a plan that the review refused too, and after nothing that somebody stopped", () => {
    expect(names.indexOf(keep.name)).toBeGreaterThan(names.indexOf("Plan"));
    expect(["success", "failure", "cancelled"].map((end) => isKept(end as "success"))).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describeWithTools(["jq"], "slipway's own review of a real plan", () => {
  test.each([
    ["after-release", "no", /no changes/i],
    ["environment-variable", "yes", /LOG_LEVEL|variable|ENV/i],
    ["database-replaced", "yes", /aws_db_instance\.db/],
  ])("%s: changes=%s", async (plan, changes, said) => {
    mkdirSync(stack("plan"), { recursive: true });
    for (const [file, format] of Object.entries({
      "review.md": "markdown",
      "review.json": "json",
    })) {
      const path = join(repository, `__tests__/fixtures/terraform/${plan}.plan.json`);
      const { stdout } = await slipwayHere(folder(), ["review", path, "--format", format]);
      writeFileSync(join(stack("plan"), file), stdout);
    }
    expect(await runAction("plan", "Show the review")).toMatchObject({
      code: 0,
      stderr: "",
      outputs: { changes },
      summary: expect.stringMatching(said),
    });
  });
});
