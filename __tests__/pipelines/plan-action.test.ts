import { describe, expect, test } from "vitest";
import { describeWithTools } from "../support/tools";
import { useInfrastructureRun } from "./support/infrastructure";
import { standIns } from "./support/stand-ins";

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
