import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { describeWithTools } from "../support/tools";
import { useInfrastructureRun } from "./support/infrastructure";
import { standIns } from "./support/stand-ins";

const { folder, checkout, stack, runJob } = useInfrastructureRun();

describeWithTools(["jq"], "which environments are set up", () => {
  const look = (configured: string, chosen = "") => {
    const expressions = {
      "vars.SLIPWAY_ENVIRONMENTS": configured,
      "inputs.environment": chosen,
    };
    return runJob("scope", "Look", { expressions });
  };

  test("all that are listed", async () => {
    const looked = await look('["eec-dev", "eec-prod"]');
    expect(looked).toMatchObject({ code: 0, outputs: { environments: '["eec-dev","eec-prod"]' } });
  });

  test("of which by hand one is chosen", async () => {
    const looked = await look('["eec-dev", "eec-prod"]', "eec-prod");
    expect(looked.outputs).toEqual({ environments: '["eec-prod"]' });
  });

  test("none, when the chosen one is not listed", async () => {
    expect((await look('["eec-dev"]', "eec-prod")).outputs).toEqual({ environments: "[]" });
  });

  test("none, with a notice that names the page, while nothing is listed", async () => {
    expect(await look("")).toMatchObject({
      code: 0,
      outputs: { environments: "[]" },
      stdout:
        "::notice title=Not planned::SLIPWAY_ENVIRONMENTS is not set. How to set up this workflow: docs/github-actions.md\n",
    });
  });

  test("a list that is none fails, instead of planning nothing for ever", async () => {
    expect((await look("eec-dev eec-prod")).code).not.toBe(0);
  });
});

describe("a pull request", () => {
  /** Runs the comparison where slipway's parity ends so. */
  async function compare(parity: number) {
    const npx = `case "$2" in difference) echo "what changes";; *) echo "the mirror"; exit ${parity};; esac`;
    const { path, calls } = standIns(folder(), { npx });
    const ran = await runJob("difference", "Compare them, and dev with production", { path });
    return { ...ran, calls: calls(), said: readFileSync(join(folder(), "difference.md"), "utf8") };
  }

  test("is shown what it changes, and how dev and production compare", async () => {
    expect(await compare(0)).toMatchObject({
      code: 0,
      said: "what changes\n\nthe mirror\n",
      summary: "what changes\n\nthe mirror\n",
      calls: [
        [
          "npx",
          "slipway",
          "difference",
          "../terraform-before",
          "../terraform-after",
          "--format",
          "markdown",
        ],
        ["npx", "slipway", "parity", "--format", "markdown"],
      ],
    });
  });

  test("that makes dev another than production is shown so, and fails", async () => {
    expect(await compare(1)).toMatchObject({ code: 1, said: "what changes\n\nthe mirror\n" });
  });
});

describeWithTools(["jq"], "drift", () => {
  const say = () => runJob("drift", "Say what differs");
  const said = () => readFileSync(join(checkout("plan"), "drift-eec-dev.md"), "utf8");
  const reviewed = (json: string) => {
    mkdirSync(stack("plan"), { recursive: true });
    writeFileSync(join(stack("plan"), "review.json"), json);
    writeFileSync(join(stack("plan"), "review.md"), "### eec-dev\n");
  };

  test("is nothing when what runs is what the code says", async () => {
    reviewed('{"isEmpty":true}');
    expect(await say()).toMatchObject({ code: 0 });
    expect(said()).toBe("");
  });

  test.each(['{"isEmpty":false}', "{"])(
    "is the review of what an apply would change, also where it cannot be read (%s)",
    async (json) => {
      reviewed(json);
      expect(await say()).toMatchObject({ code: 0 });
      expect(said()).toBe("### eec-dev\n");
    },
  );

  test("is looked for also where the review refuses, and fails where nothing could be planned", async () => {
    const plan = (script: string) => {
      const { path } = standIns(folder(), { npm: script });
      return runJob("drift", "Plan", { path });
    };
    expect((await plan("exit 1")).code).toBe(1);
    reviewed('{"isEmpty":false}');
    expect((await plan("exit 1")).code).toBe(0);
  });

  test("that could not be looked for is reported with the run in which to read why", async () => {
    await say();
    expect(said()).toBe(
      "**eec-dev** could not be planned: https://github.com/example-gov/slipway/actions/runs/7\n",
    );
  });

  test("of all environments is one text; one whose finding is missing does not pass for clean", async () => {
    mkdirSync(join(checkout("plan"), "drift"));
    writeFileSync(join(checkout("plan"), "drift/drift-eec-dev.md"), "### eec-dev\n");
    const { path, calls } = standIns(folder(), { node: "cat drift.md" });
    const outcome = await runJob("drift-issue", "Open, update or close it", { path });
    expect(outcome).toMatchObject({
      code: 0,
      stdout:
        "### eec-dev\n**eec-prod** was not looked at: https://github.com/example-gov/slipway/actions/runs/7\n",
    });
    expect(calls()[0]?.slice(3)).toEqual([
      "tools/github/issue.ts",
      "--id",
      "drift",
      "--title",
      "What runs is not what the code says",
      "drift.md",
    ]);
  });
});
