import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { describeWithTools } from "../support/tools";
import { useInfrastructureRun } from "./support/infrastructure";
import { standIns } from "./support/stand-ins";
import { repository } from "./support/workflow";

const { folder, runAction } = useInfrastructureRun();

/** What stands in for slipway's review, with this exit code and this JSON. */
function reviewing(code: number, json: object, markdown = "### reviewed") {
  const npx = `case "$*" in *json*) echo '${JSON.stringify(json)}';; *) printf '${markdown}\\n';; esac; exit ${code}`;
  return standIns(folder(), { npx });
}

describe("planning", () => {
  test("plans the environment", async () => {
    const { path, calls } = standIns(folder(), { npm: "" });
    await runAction("plan", "Plan", { path });
    expect(calls()).toEqual([["npm", "run", "plan", "eec-dev", "--"]]);
  });

  test("hands on what was approved by name, each as one word", async () => {
    const { path, calls } = standIns(folder(), { npm: "" });
    const expressions = {
      "inputs.allow": "aws_db_instance.database:replace",
      "inputs.because": "restored from a snapshot; $(id)",
    };
    await runAction("plan", "Plan", { path, expressions });
    expect(calls()[0]?.slice(4)).toEqual([
      "--",
      "--allow",
      "aws_db_instance.database:replace",
      "--because",
      "restored from a snapshot; $(id)",
    ]);
  });

  test("fails when the review refuses", async () => {
    const { path } = standIns(folder(), { npm: "exit 1" });
    expect(await runAction("plan", "Plan", { path })).toMatchObject({ code: 1 });
  });
});

describeWithTools(["jq"], "the review", () => {
  test.each([
    ["with changes", { isEmpty: false }, "yes"],
    ["without any", { isEmpty: true }, "no"],
  ])(
    "%s is shown in the summary, and says whether there is something to apply",
    async (_, json, changes) => {
      const { path } = reviewing(0, json);
      expect(await runAction("plan", "Show the review", { path })).toMatchObject({
        code: 0,
        outputs: { changes },
        summary: "### reviewed\n",
      });
    },
  );

  test("that refuses is shown all the same", async () => {
    const { path } = reviewing(1, { isEmpty: false });
    expect(await runAction("plan", "Show the review", { path })).toMatchObject({
      code: 0,
      summary: "### reviewed\n",
    });
  });

  test("that cannot read the plan fails the job", async () => {
    const { path } = reviewing(2, {}, "");
    const { code, outputs } = await runAction("plan", "Show the review", { path });
    expect({ code, outputs }).toEqual({ code: 1, outputs: {} });
  });

  test("is told under the pull request that brought the commit", async () => {
    const { path, calls } = standIns(folder(), { node: "" });
    await runAction("plan", "Write it under the pull request", { path });
    expect(calls()[0]?.slice(3)).toEqual([
      "scripts/github/comment.ts",
      "--id",
      "plan-eec-dev",
      "--commit",
      "0123456789",
      "review.md",
    ]);
  });
});

describeWithTools(["jq"], "slipway's own review of a real plan", () => {
  /** What stands in for npx: slipway itself, with a plan's JSON in place of the environment. */
  const reviewOf = (plan: string) => {
    const [slipway, json] = ["bin/slipway.js", `__tests__/fixtures/terraform/${plan}.plan.json`];
    const npx = `shift 3; exec node ${join(repository, slipway)} review ${join(repository, json)} "$@"`;
    return standIns(folder(), { npx });
  };

  test.each([
    ["after-release", "no", /no changes/i],
    ["environment-variable", "yes", /LOG_LEVEL|variable|ENV/i],
    ["database-replaced", "yes", /aws_db_instance\.db/],
  ])("%s: changes=%s", async (plan, changes, said) => {
    const { path } = reviewOf(plan);
    expect(await runAction("plan", "Show the review", { path })).toMatchObject({
      code: 0,
      stderr: "",
      outputs: { changes },
      summary: expect.stringMatching(said),
    });
  });
});
