import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { useTemporaryFolder } from "../support/temporary-folder";
import { describeWithTools } from "../support/tools";
import { playPipeline } from "./support/play-pipeline";
import { all, everyCall, only, record } from "./support/recorded";
import { standIns } from "./support/stand-ins";
import { repository } from "./support/workflow";

const file = "jenkins/Jenkinsfile";
const digest = `sha256:${"ab".repeat(32)}`;
const folder = useTemporaryFolder();

describeWithTools(["groovy", "shellcheck"], "the Jenkinsfile", ({ groovy, shellcheck }) => {
  const recorded = record(groovy, file, { DIGEST: "" });
  const pipeline = only(recorded, "pipeline").block;
  const stages = all(only(pipeline, "stages").block, "stage");
  const shellLines = (DIGEST: string) =>
    all(everyCall(record(groovy, file, { DIGEST })), "sh").map((call) => String(call.arguments[0]));

  test("is a declarative pipeline with each section once", () => {
    expect(recorded.map(({ name }) => name)).toEqual(["pipeline"]);
    expect(pipeline?.map(({ name }) => name)).toEqual([
      "agent",
      "options",
      "triggers",
      "parameters",
      "environment",
      "stages",
    ]);
  });

  test("a file that Groovy cannot read is refused with the place", () => {
    const broken = join(folder(), "Jenkinsfile");
    writeFileSync(broken, "pipeline {\n  agent { label 'slipway' }\n");
    expect(() => record(groovy, broken)).toThrow("expecting '}', found ''");
  });

  test("checks out, tests dev, promotes: in this order, and nothing else", () => {
    expect(stages.map(({ arguments: [name] }) => name)).toEqual([
      "Check out",
      "Test dev",
      "Promote",
    ]);
    for (const stage of stages) {
      const sections = stage.block?.map(({ name }) => name) ?? [];
      expect(["when", "steps", "post"]).toEqual(expect.arrayContaining(sections));
    }
  });

  test("runs on its agent, never on the controller", () => {
    expect(only(pipeline, "agent").block).toMatchObject([
      { name: "label", arguments: ["slipway"] },
    ]);
  });

  test("never runs twice at once, and ends by itself", () => {
    const options = only(pipeline, "options").block;
    expect(only(options, "disableConcurrentBuilds").arguments).toEqual([]);
    expect(only(options, "timeout").arguments).toEqual([{ time: 3, unit: "HOURS" }]);
  });

  test("runs in the night before each working day", () => {
    expect(only(pipeline, "triggers").block).toMatchObject([
      { name: "cron", arguments: ["H 2 * * 1-5"] },
    ]);
  });

  test("takes a digest by hand, none by itself", () => {
    expect(only(pipeline, "parameters").block).toMatchObject([
      { name: "string", arguments: [{ name: "DIGEST", defaultValue: "", trim: true }] },
    ]);
  });

  test("uses only steps that hold no secret and no program", () => {
    const steps = stages.flatMap((stage) => [
      ...(only(stage.block, "steps").block ?? []),
      ...all(stage.block, "post").flatMap((post) => only(post.block, "always").block ?? []),
    ]);
    expect([...new Set(steps.map(({ name }) => name))].sort()).toEqual([
      "archiveArtifacts",
      "checkout",
      "sh",
    ]);
  });

  test("knows no key, no account and no credential", () => {
    const text = readFileSync(join(repository, file), "utf8");
    expect(text).not.toMatch(/AWS_|AKIA|credential|secret|password|token|\d{12}/i);
  });

  test("asks slipway in one line each time", () => {
    for (const line of shellLines("")) {
      expect(line).toMatch(/^(npm ci|npx slipway \S.{0,80})$/);
    }
  });

  test("what a person typed never becomes part of a command's text", () => {
    expect(shellLines("$(reboot)")).toEqual(shellLines(""));
  });

  test("shellcheck has no finding in its shell steps", () => {
    const script = join(folder(), "steps.sh");
    writeFileSync(script, ["#!/bin/sh", ...shellLines(""), ""].join("\n"));
    const run = spawnSync(shellcheck, [script], { encoding: "utf8" });
    expect(run).toMatchObject({ stdout: "", status: 0 });
  });

  describe("played with slipway standing aside", () => {
    /** Plays the pipeline; the named slipway command fails. */
    async function play(DIGEST: string, failing = "nothing") {
      const npx = `case "$2" in ${failing}) exit 1;; esac`;
      const { path, calls } = standIns(folder(), { npm: "", npx });
      const environment = { PATH: path, DIGEST, BUILD_URL: "https://jenkins.example.gov/job/7/" };
      const played = await playPipeline(record(groovy, file, { DIGEST }), async (script) => {
        const shell = spawn("sh", ["-xe", "-c", script], { env: environment, stdio: "ignore" });
        const [code] = await once(shell, "close");
        return code === 0;
      });
      return { ...played, calls: calls().map((call) => call.join(" ")) };
    }

    const checkedOut = ["npm ci", "npx slipway check"];
    const tested = "npx slipway evidence run eec-dev --report https://jenkins.example.gov/job/7/";
    const promoted = "npx slipway promote eec-dev eec-prod --if-new";

    test("tests dev, then promotes what it runs", async () => {
      expect(await play("")).toEqual({
        result: "SUCCESS",
        stages: ["Check out", "Test dev", "Promote"],
        calls: [...checkedOut, tested, promoted],
      });
    });

    test("promotes nothing when the tests fail", async () => {
      expect(await play("", "evidence")).toEqual({
        result: "FAILURE",
        stages: ["Check out", "Test dev"],
        calls: [...checkedOut, tested],
      });
    });

    test("tests nothing when the environment files are wrong", async () => {
      expect(await play("", "check")).toMatchObject({ result: "FAILURE", calls: checkedOut });
    });

    test("fails when the promotion was refused", async () => {
      expect(await play("", "promote")).toMatchObject({
        result: "FAILURE",
        calls: [...checkedOut, tested, promoted],
      });
    });

    test("with a digest tests nothing: that image must have been tested before", async () => {
      expect(await play(digest)).toEqual({
        result: "SUCCESS",
        stages: ["Check out", "Promote"],
        calls: [...checkedOut, `${promoted} --digest ${digest}`],
      });
    });

    test("hands on as one word whatever a person typed", async () => {
      const typed = "x; touch owned $(id)";
      expect((await play(typed)).calls).toContain(`${promoted} --digest ${typed}`);
    });
  });
});
