import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { useTemporaryFolder } from "../support/temporary-folder";
import { describeWithTools } from "../support/tools";
import { playPipeline } from "./support/play-pipeline";
import { all, everyCall, infrastructureRuns, only, record, typed } from "./support/recorded";
import { standIns } from "./support/stand-ins";
import { repository } from "./support/workflow";

const file = "jenkins/jobs.groovy";
const pipelineFile = "jenkins/infrastructure.Jenkinsfile";
const temporary = useTemporaryFolder();

describeWithTools(["groovy"], "the jobs", ({ groovy }) => {
  const recorded = record(groovy, file);
  const folders = all(recorded, "folder");
  const jobs = all(recorded, "pipelineJob");
  const matrixOf = (folder: (typeof folders)[number] | undefined) =>
    only(only(folder?.block, "properties").block, "authorizationMatrix").block;
  const matrices = folders.map(matrixOf);
  const granted = (matrix: (typeof matrices)[number]) =>
    (only(matrix, "entries").block ?? []).map(({ name, block }) => [
      name,
      ...["name", "permissions"].map((one) => only(block, one).arguments[0]),
    ]);

  test("are the one that promotes, and in a folder of their own one for each environment", () => {
    expect(recorded.map(({ name, arguments: words }) => [name, ...words])).toEqual([
      ["folder", "eec"],
      ["pipelineJob", "eec/promote"],
      ["folder", "infrastructure"],
      ["pipelineJob", "infrastructure/eec-dev"],
      ["pipelineJob", "infrastructure/eec-prod"],
      ["pipelineJob", "infrastructure/loan-engine-test"],
    ]);
  });

  test("the developers may read, build, cancel and see the workspace: not configure, not anything else", () => {
    expect(granted(matrices[0])).toEqual([
      ["group", "eec-developers", ["Job/Read", "Job/Build", "Job/Cancel", "Job/Workspace"]],
    ]);
  });

  test("plans and applies are for those who may approve them alone, and nobody sees the workspace with the plan", () => {
    expect(granted(matrices[1])).toEqual([
      ["group", "infrastructure-approvers", ["Job/Read", "Job/Build", "Job/Cancel"]],
    ]);
  });

  test("nothing is inherited: who may do something in other folders may not do it here", () => {
    for (const matrix of matrices) {
      const [inherited] = only(matrix, "inheritanceStrategy").block ?? [];
      expect(inherited).toMatchObject({ name: "nonInheriting" });
    }
  });

  test("grants are in the syntax of matrix-auth 3.2 and later, once for each folder", () => {
    const calls = everyCall(recorded);
    expect(all(calls, "authorizationMatrix")).toHaveLength(2);
    for (const { arguments: granted } of all(calls, "permissions"))
      expect(granted[0]).toEqual(
        expect.not.arrayContaining([expect.stringMatching(/^(GROUP|USER):/)]),
      );
    expect(all(calls, "authorization")).toEqual([]);
  });

  test("each reads its pipeline from this repository's main branch", () => {
    const paths = jobs.map((job) => {
      const source = only(only(job.block, "definition").block, "cpsScm").block;
      const git = only(only(source, "scm").block, "git").block;
      expect(only(git, "branch").arguments).toEqual(["main"]);
      return String(only(source, "scriptPath").arguments[0]);
    });
    expect(paths).toEqual(["jenkins/Jenkinsfile", ...Array(3).fill(pipelineFile)]);
    for (const path of paths) expect(existsSync(join(repository, path))).toBe(true);
  });

  test("are as many as there are environments that the GitHub workflow may plan", () => {
    const workflow = readFileSync(join(repository, ".github/workflows/infrastructure.yml"), "utf8");
    const names = jobs.slice(1).map(({ arguments: [name] }) => String(name).split("/")[1]);
    expect(workflow).toContain(`options: [${names.join(", ")}]`);
  });

  test("hold no secret and run no program", () => {
    const text = readFileSync(join(repository, file), "utf8");
    expect(text).not.toMatch(/AWS_|AKIA|credential|secret|password|token|\.execute\(|System\./i);
  });
});

// Beside the jobs, so that Java starts once for both.
describeWithTools(
  ["groovy", "shellcheck"],
  "the infrastructure's pipeline",
  ({ groovy, shellcheck }) => {
    const of = (run: keyof typeof infrastructureRuns) => {
      const { params, env } = infrastructureRuns[run];
      return record(groovy, pipelineFile, params, env);
    };
    const recorded = of("changes");
    const pipeline = only(recorded, "pipeline").block;
    const stages = all(only(pipeline, "stages").block, "stage");
    const [plan, apply] = stages;

    test("plans, then applies, each on the agent that may: none waits for a person", () => {
      expect(stages.map(({ arguments: [name] }) => name)).toEqual(["Plan", "Apply"]);
      expect(only(pipeline, "agent").arguments).toEqual(["none"]);
      for (const stage of stages) {
        expect(only(stage.block, "agent").block).toMatchObject([
          { name: "label", arguments: ["slipway-infrastructure"] },
        ]);
      }
    });

    test("plans an environment once at a time, in an hour at most, and waits a day for an approval", () => {
      expect(only(only(pipeline, "options").block, "disableConcurrentBuilds").arguments).toEqual(
        [],
      );
      const limits = stages.map(
        ({ block }) => only(only(block, "options").block, "timeout").arguments[0],
      );
      expect(limits).toEqual([
        { time: 1, unit: "HOURS" },
        { time: 1, unit: "DAYS" },
      ]);
    });

    test("takes an environment, which is the job's name when nothing is typed, and what is approved by name", () => {
      expect(only(pipeline, "parameters").block).toMatchObject([
        { arguments: [{ name: "ENVIRONMENT", defaultValue: "eec-dev", trim: true }] },
        { arguments: [{ name: "ALLOW", defaultValue: "", trim: true }] },
        { arguments: [{ name: "BECAUSE", defaultValue: "", trim: true }] },
      ]);
    });

    test("asks those who may approve, by name, only when there is something to apply", () => {
      expect(only(apply?.block, "input").block).toEqual([
        { name: "message", arguments: [expect.stringContaining("review.html")] },
        { name: "ok", arguments: ["Apply"] },
        { name: "submitter", arguments: ["infrastructure-approvers"] },
        { name: "submitterParameter", arguments: ["APPROVED_BY"] },
      ]);
      const [before] = only(apply?.block, "when").block ?? [];
      expect(before).toEqual({ name: "beforeInput", arguments: [true] });
      expect(all(plan?.block, "input")).toEqual([]);
    });

    test("keeps the page whatever the review says", () => {
      const always = only(only(plan?.block, "post").block, "always").block;
      expect(only(always, "archiveArtifacts").arguments).toEqual([
        { artifacts: "cdktf.out/stacks/*/review.html", allowEmptyArchive: true },
      ]);
    });

    test("knows no key, no account and no credential: a profile of the agent's machine for each stage", () => {
      const source = readFileSync(join(repository, pipelineFile), "utf8");
      expect(source).not.toMatch(/AWS_(?!PROFILE)|AKIA|\d{12}/);
      expect(source).not.toMatch(/credential|secret|password|token/i);
      expect(stages.map(({ block }) => only(block, "environment").block)).toEqual([
        [{ name: "AWS_PROFILE", arguments: ["eec-dev-plan"] }],
        [{ name: "AWS_PROFILE", arguments: ["eec-dev-apply"] }],
      ]);
    });

    const shellLines = (run: keyof typeof infrastructureRuns) =>
      all(everyCall(of(run)), "sh").map(({ arguments: [word] }) =>
        typeof word === "object" ? (word as { script: string }).script : String(word),
      );

    test("what a person typed never becomes part of a command's text", () => {
      expect(shellLines("words")).toEqual(shellLines("changes"));
    });

    test("shellcheck has no finding in its shell steps", () => {
      const script = join(temporary(), "steps.sh");
      // $ALLOW is several words on purpose, of which the shell expands none.
      const lines = shellLines("changes").map((line) => `(${line})`);
      writeFileSync(script, ["#!/bin/sh", ...lines, ""].join("\n"));
      const run = spawnSync(shellcheck, ["--exclude=SC2086,SC2016", script], { encoding: "utf8" });
      expect(run).toMatchObject({ stdout: "", status: 0 });
    });

    describe("played with slipway standing aside", () => {
      const stack = "cdktf.out/stacks/eec-dev";
      interface Scenario {
        /** What slipway's review says; undefined when nothing could be planned. */
        readonly review?: { readonly verdict: string; readonly isEmpty: boolean };
        readonly refused?: boolean;
        readonly approve?: () => string | undefined;
        readonly typed?: Readonly<Record<string, string>>;
        /** What happens while the person reads. */
        readonly meanwhile?: (workspace: string) => void;
      }

      /** Plays the pipeline in a workspace of its own; what the plan's step leaves is what slipway leaves. */
      async function play({ review, refused = false, approve, ...more }: Scenario) {
        const workspace = join(temporary(), "workspace");
        mkdirSync(workspace, { recursive: true });
        writeFileSync(join(workspace, "left-over"), "of an earlier build");
        const downloads = 'cd "$TF_PLUGIN_CACHE_DIR" && echo "$PWD" >> ../../../kept; cd "$OLDPWD"';
        const left = review
          ? `mkdir -p ${stack}/.terraform node_modules; echo '${JSON.stringify(review)}' > ${stack}/review.json; echo page > ${stack}/review.html; echo saved > ${stack}/plan; echo lock > ${stack}/.terraform.lock.hcl`
          : "exit 1";
        const { path, calls } = standIns(temporary(), {
          npm: `case "$2" in plan) ${downloads}; ${left}; ${refused ? "exit 1" : ""};; apply) ls -A . ${stack} > ../applied-with;; esac`,
          terraform: downloads,
        });
        const profiles: string[] = [];
        const names = { ENVIRONMENT: "eec-dev", ALLOW: "", BECAUSE: "", ...more.typed };
        const run = review?.isEmpty ? "nothing" : "changes";
        const played = await playPipeline(
          of(run),
          async (script, variables) => {
            profiles.push(variables["AWS_PROFILE"] ?? "");
            const env = { ...names, ...variables, HOME: join(temporary(), "home"), PATH: path };
            const shell = spawn("sh", ["-xe", "-c", script], { cwd: workspace, env });
            const [[code], output] = await Promise.all([once(shell, "close"), text(shell.stdout)]);
            return { end: code === 0 ? "ok" : "failed", output };
          },
          {
            workspace: { folder: workspace, stashes: join(temporary(), "stashes") },
            approve: () => {
              more.meanwhile?.(workspace);
              return approve?.();
            },
          },
        );
        return {
          ...played,
          calls: calls().map((call) => call.join(" ")),
          words: calls(),
          profiles,
          workspace,
        };
      }

      const planned = ["npm ci", "npm run plan eec-dev --"];
      const changes = { verdict: "eec-dev: passes, nothing was refused", isEmpty: false };

      test("plans, shows the verdict, asks, and applies exactly that plan with the files it was made from", async () => {
        const played = await play({
          review: changes,
          approve: () => "ada",
          meanwhile: (workspace) =>
            writeFileSync(join(workspace, stack, "plan"), "of another build"),
        });
        expect(played).toMatchObject({
          result: "SUCCESS",
          stages: ["Plan", "Apply"],
          said: [],
          wrote: { "env.CHANGES": "yes", "currentBuild.description": changes.verdict },
          calls: [
            ...planned,
            "npm ci",
            `terraform -chdir=${stack} init -input=false -lockfile=readonly`,
            "npm run apply eec-dev",
          ],
        });
        expect([...new Set(played.profiles)]).toEqual(["eec-dev-plan", "eec-dev-apply"]);
        expect(readFileSync(join(played.workspace, stack, "plan"), "utf8")).toBe("saved\n");
        // Neither what an earlier build left, nor what was installed for the plan.
        expect(readFileSync(join(temporary(), "applied-with"), "utf8").split("\n")).toEqual([
          ...[".:", "cdktf.out", "", `${stack}:`],
          ...[".terraform.lock.hcl", "plan", "review.html", "review.json", ""],
        ]);
      });

      test("what Terraform downloads to plan and to apply is kept for the next build, on an agent that is new too", async () => {
        const home = join(temporary(), "home");
        const meanwhile = () => rmSync(home, { recursive: true });
        await play({ review: changes, approve: () => "ada", meanwhile });
        const folder = join(realpathSync(temporary()), "home/.terraform.d/plugin-cache");
        expect(readFileSync(join(temporary(), "kept"), "utf8")).toBe(`${folder}\n${folder}\n`);
      });

      test("asks nobody where there is nothing to apply", async () => {
        const review = { verdict: "eec-dev: no changes", isEmpty: true };
        const approve = () => {
          throw new Error("somebody was asked");
        };
        expect(await play({ review, approve })).toMatchObject({
          result: "SUCCESS",
          stages: ["Plan"],
          wrote: { "env.CHANGES": "no", "currentBuild.description": review.verdict },
          calls: planned,
        });
      });

      test("offers no plan that the review refuses; verdict and page are there all the same", async () => {
        const review = { verdict: "eec-dev: refused, for 2 findings", isEmpty: false };
        const played = await play({ review, refused: true, approve: () => "ada" });
        expect(played).toMatchObject({
          result: "FAILURE",
          stages: ["Plan"],
          wrote: { "currentBuild.description": review.verdict },
          calls: planned,
          said: [
            'The last lines above say why, and what to do. A plan that the review refuses is not offered; its page is among the artifacts. More: docs/jenkins.md, section "Infrastructure".',
          ],
        });
        expect(existsSync(join(played.workspace, stack, "review.html"))).toBe(true);
        expect(readFileSync(join(repository, "docs/jenkins.md"), "utf8")).toContain(
          "\n## Infrastructure\n",
        );
      });

      test("says so where nothing could be planned", async () => {
        expect(await play({ approve: () => "ada" })).toMatchObject({
          result: "FAILURE",
          stages: ["Plan"],
          wrote: { "currentBuild.description": "eec-dev: could not be planned" },
        });
      });

      test("applies nothing that nobody approved", async () => {
        expect(await play({ review: changes, approve: () => undefined })).toMatchObject({
          result: "ABORTED",
          stages: ["Plan", "Apply"],
          calls: planned,
          said: [
            "Stopped: not approved within a day, or by hand. Stopped during an apply: npx slipway unlock says who holds the lock, then build again.",
          ],
        });
      });

      test("hands on what was approved by name, each as one word, whatever a person typed", async () => {
        const { words } = await play({
          review: changes,
          typed: { ALLOW: "aws_lb.a:create *:x", BECAUSE: typed.words },
        });
        const because = ["--because", typed.words];
        const approved = ["--allow", "aws_lb.a:create", ...because, "--allow", "*:x", ...because];
        expect(words[1]).toEqual(["npm", "run", "plan", "eec-dev", "--", ...approved]);
      });
    });
  },
);
