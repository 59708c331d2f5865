import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { useTemporaryFolder } from "../support/temporary-folder";
import { describeWithTools } from "../support/tools";
import { playPipeline } from "./support/play-pipeline";
import { all, everyCall, only, record, typed } from "./support/recorded";
import { standIns } from "./support/stand-ins";
import { repository } from "./support/workflow";

const file = "jenkins/Jenkinsfile";
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
      "post",
    ]);
  });

  test("a file that Groovy cannot read is refused with the place", () => {
    const broken = "__tests__/fixtures/jenkins/broken.groovy";
    expect(() => record(groovy, broken)).toThrow("expecting '}', found ''");
  });

  test("checks out, tests dev, promotes image, then pages: in this order, and nothing else", () => {
    expect(stages.map(({ arguments: [name] }) => name)).toEqual([
      "Check out",
      "Test dev",
      "Promote",
      "Promote pages",
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

  test("sets two plain variables, and takes no stored key from Jenkins", () => {
    expect(only(pipeline, "environment").block).toEqual([
      { name: "CI", arguments: ["true"] },
      { name: "NO_COLOR", arguments: ["1"] },
    ]);
  });

  test("uses only steps that hold no secret and no program", () => {
    const steps = stages.flatMap((stage) => [
      ...(only(stage.block, "steps").block ?? []),
      ...all(stage.block, "post").flatMap((post) => only(post.block, "always").block ?? []),
    ]);
    const last = only(pipeline, "post").block?.flatMap(({ block }) => block ?? []) ?? [];
    expect([...new Set([...steps, ...last].map(({ name }) => name))].sort()).toEqual([
      "archiveArtifacts",
      "checkout",
      "echo",
      "sh",
    ]);
  });

  test("keeps the page of the dry run before it promotes, whatever the page says", () => {
    const [dryRun, kept, promotion, ...rest] = only(stages.at(-2)?.block, "steps").block ?? [];
    expect(rest).toEqual([]);
    expect(dryRun?.arguments[0]).toMatch(
      / --dry-run --format markdown .* > promotion\.md \|\| true$/,
    );
    expect(kept).toMatchObject({
      name: "archiveArtifacts",
      arguments: [{ artifacts: "promotion.md", allowEmptyArchive: true }],
    });
    // Both are asked about the same image, in the same words.
    const words = String(dryRun?.arguments[0]).replace(" > promotion.md || true", "");
    expect(promotion?.arguments).toEqual([words.replace(" --dry-run --format markdown", "")]);
  });

  test("knows no key, no account and no credential", () => {
    const text = readFileSync(join(repository, file), "utf8");
    expect(text).not.toMatch(/AWS_|AKIA|credential|secret|password|token|\d{12}/i);
  });

  test("asks slipway in one line each time", () => {
    for (const line of shellLines("")) {
      expect(line).toMatch(/^(npm ci|npx slipway \S.{0,100}( > promotion\.md \|\| true)?)$/);
    }
  });

  test("what a person typed never becomes part of a command's text", () => {
    expect(shellLines(typed.command)).toEqual(shellLines(""));
  });

  test("shellcheck has no finding in its shell steps", () => {
    const script = join(folder(), "steps.sh");
    writeFileSync(script, ["#!/bin/sh", ...shellLines(""), ""].join("\n"));
    const run = spawnSync(shellcheck, [script], { encoding: "utf8" });
    expect(run).toMatchObject({ stdout: "", status: 0 });
  });

  describe("played with slipway standing aside", () => {
    const agent = { BUILD_URL: "https://jenkins.example.gov/job/7/" };
    const refuses = "echo 'what is wrong, and what to do' >&2; exit 1";
    const waits = "exec sleep 60";

    const install = "npm ci";
    const check = "npx slipway check";
    const evidence = "npx slipway evidence run eec-dev --report https://jenkins.example.gov/job/7/";
    const promotion = "npx slipway promote eec-dev eec-prod";
    const preview = `${promotion} --dry-run --format markdown --if-new`;
    const promote = `${promotion} --if-new`;
    const pages = "npx slipway frontend promote eec-dev eec-prod --if-any";
    const calls = [install, check, evidence, preview, promote, pages];
    const everyStage = ["Check out", "Test dev", "Promote", "Promote pages"];

    /** Plays the pipeline; the call `special` does something else than to end well. */
    async function play(DIGEST: string, special = "none", does = "") {
      const script = `case "\${0##*/} $*" in '${special}') ${does};; esac`;
      const { path, calls } = standIns(folder(), { npm: script, npx: script });
      const made = () => calls().map((call) => call.join(" "));
      let log = "";
      const recorded = record(groovy, file, { DIGEST });
      const played = await playPipeline(recorded, async (script, variables) => {
        const env = { ...agent, ...variables, PATH: path, DIGEST };
        const shell = spawn("sh", ["-xe", "-c", script], { cwd: folder(), env, detached: true });
        for (const stream of [shell.stdout, shell.stderr]) {
          stream.setEncoding("utf8").on("data", (part: string) => {
            log += part;
          });
        }
        // Somebody presses the red cross as soon as the step that waits has begun.
        const stop = setInterval(() => {
          if (does === waits && made().at(-1) === special) process.kill(-(shell.pid as number));
        }, 20);
        const [code, signal] = await once(shell, "close");
        clearInterval(stop);
        if (signal !== null) return "aborted";
        return code === 0 ? "ok" : "failed";
      });
      return { ...played, log, calls: made() };
    }

    test("tests dev, then promotes what it runs, and says nothing of its own", async () => {
      const { log, ...played } = await play(typed.nothing);
      expect(played).toEqual({ result: "SUCCESS", stages: everyStage, calls, said: [] });
    });

    test.each([
      [install, ["Check out"]],
      [check, ["Check out"]],
      [evidence, ["Check out", "Test dev"]],
      [promote, ["Check out", "Test dev", "Promote"]],
      [pages, everyStage],
    ])(
      "goes no further when %s fails: the log ends with its reason, and where to read more",
      async (special, stages) => {
        const { log, ...played } = await play(typed.nothing, special, refuses);
        expect(played).toEqual({
          result: "FAILURE",
          stages,
          calls: calls.slice(0, calls.indexOf(special) + 1),
          said: [
            'Not everything was promoted. The last lines above say which rule does not hold, and what to do; every rule: docs/jenkins.md, section "When it is refused".',
          ],
        });
        expect(log).toMatch(/\nwhat is wrong, and what to do\n$/);
        expect(readFileSync(join(repository, "docs/jenkins.md"), "utf8")).toContain(
          "\n## When it is refused\n",
        );
      },
    );

    test("promotes, or refuses and records why, although the dry run would be refused or cannot be made", async () => {
      const prints = "echo '**It would be refused.**'; exit 1";
      const { log, ...played } = await play(typed.nothing, preview, prints);
      expect(played).toEqual({ result: "SUCCESS", stages: everyStage, calls, said: [] });
      expect(readFileSync(join(folder(), "promotion.md"), "utf8")).toBe(
        "**It would be refused.**\n",
      );
    });

    test.each([
      [install, ["Check out"]],
      [check, ["Check out"]],
      [evidence, ["Check out", "Test dev"]],
      [preview, ["Check out", "Test dev", "Promote"]],
      [promote, ["Check out", "Test dev", "Promote"]],
      [pages, everyStage],
    ])(
      "goes no further when somebody stops it during %s, and says how to see what runs",
      async (special, stages) => {
        const { log, ...played } = await play(typed.nothing, special, waits);
        expect(played).toEqual({
          result: "ABORTED",
          stages,
          calls: calls.slice(0, calls.indexOf(special) + 1),
          said: [
            "Stopped by hand, or after three hours. What production runs now: npx slipway status eec-prod. The build may be started again.",
          ],
        });
      },
    );

    test("with a digest tests nothing: that image must have been tested before, and with the pages that go with it", async () => {
      const { log, ...played } = await play(typed.digest);
      expect(played).toEqual({
        result: "SUCCESS",
        stages: ["Check out", "Promote", "Promote pages"],
        calls: [
          ...[install, check],
          ...[preview, promote].map((call) => `${call} --digest ${typed.digest}`),
          `${pages} --image ${typed.digest}`,
        ],
        said: [],
      });
    });

    test("hands on as one word whatever a person typed", async () => {
      expect((await play(typed.words)).calls).toContain(`${promote} --digest ${typed.words}`);
    });
  });
});
