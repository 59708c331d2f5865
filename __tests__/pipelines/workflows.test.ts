import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { describeWithTools } from "../support/tools";
import { pinnedActions } from "./support/pinned-actions";
import { playWorkflow } from "./support/play-workflow";
import {
  action,
  actionNames,
  actionText,
  repository,
  stepOf,
  type Workflow,
  workflow,
  workflowFiles,
  workflowText,
} from "./support/workflow";

const flows = workflowFiles.map((file) => ({
  file,
  flow: workflow(file),
  text: workflowText(file),
}));
const jobs = flows.flatMap(({ file, flow }) =>
  Object.entries(flow.jobs).map(([id, job]) => ({ file, flow, id, job })),
);
const actions = actionNames.map((name) => ({ file: name, id: "action", job: action(name) }));
const steps = [...jobs, ...actions].flatMap(({ file, id, job }) =>
  (job.steps ?? []).map((step) => ({ file, id, step })),
);

describeWithTools(["actionlint", "shellcheck"], "actionlint", ({ actionlint, shellcheck }) => {
  test("has no finding in any workflow, nor shellcheck in any of their scripts", () => {
    const files = workflowFiles.map((file) => `.github/workflows/${file}`);
    const run = spawnSync(actionlint, ["-shellcheck", shellcheck, "-pyflakes", "", ...files], {
      cwd: repository,
      encoding: "utf8",
    });
    expect(run).toMatchObject({ stdout: "", stderr: "", status: 0 });
  });
});

describeWithTools(["shellcheck"], "shellcheck", ({ shellcheck }) => {
  const scripts = actions.flatMap(({ file, job }) =>
    (job.steps ?? []).flatMap(({ name, run }) => (run === undefined ? [] : [{ file, name, run }])),
  );

  // What runs in workflows, actionlint hands to it; what runs in actions of ours, nobody does.
  test.each(scripts)("has no finding in $file: $name", ({ run }) => {
    const words = ["--shell=bash", "-"];
    const checked = spawnSync(shellcheck, words, { input: run, encoding: "utf8" });
    expect(checked).toMatchObject({ stdout: "", status: 0 });
  });
});

describeWithTools(["zizmor"], "zizmor", ({ zizmor }) => {
  test("has no finding, not even a pedantic one", () => {
    const words = ["--offline", "--no-progress", "--persona=pedantic", "--format=json", ".github"];
    const run = spawnSync(zizmor, words, { cwd: repository, encoding: "utf8" });
    expect({ status: run.status, findings: JSON.parse(run.stdout) }).toEqual({
      status: 0,
      findings: [],
    });
  });
});

describe("every workflow", () => {
  test.each(flows)("$file begins without any permission", ({ flow }) => {
    expect(flow.permissions).toEqual({});
  });

  test.each(flows)("$file says what happens when it is started twice", ({ flow }) => {
    expect(flow.concurrency).toMatchObject({ group: expect.any(String) });
  });

  test.each(flows)(
    "$file is never started by what a stranger's pull request can reach",
    ({ flow }) => {
      expect(Object.keys(flow.on)).not.toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^(pull_request_target|workflow_run|issue_comment)$/),
        ]),
      );
    },
  );

  test.each(flows)("$file checks out without leaving the token behind", ({ flow }) => {
    const checkouts = Object.values(flow.jobs)
      .flatMap((job) => job.steps ?? [])
      .filter((step) => step.uses?.startsWith("actions/checkout@"));
    for (const checkout of checkouts) {
      expect(checkout.with).toMatchObject({ "persist-credentials": false });
    }
  });
});

describe("every job", () => {
  test.each(jobs)("$file: $id states its permissions", ({ job }) => {
    expect(job.permissions).toBeDefined();
  });

  test.each(jobs)("$file: $id ends by itself", ({ job }) => {
    expect(job["timeout-minutes"]).toBeGreaterThan(0);
    expect(job["timeout-minutes"]).toBeLessThanOrEqual(120);
  });

  test("may write only where it is known to", () => {
    const writes = jobs.flatMap(({ file, id, job }) =>
      Object.entries(job.permissions ?? {})
        .filter(([, access]) => access === "write")
        .map(([permission]) => `${file} ${id} ${permission}`),
    );
    const plansAndApplies = ["eec-dev", "eec-prod", "loan-engine-test"].flatMap((name) => [
      `infrastructure.yml plan-${name} id-token`,
      `infrastructure.yml plan-${name} pull-requests`,
      `infrastructure.yml apply-${name} id-token`,
    ]);
    expect(writes).toEqual([
      "deploy-test.yml deploy id-token",
      "infrastructure.yml comment pull-requests",
      ...plansAndApplies,
      "infrastructure.yml drift id-token",
      "infrastructure.yml drift-issue issues",
    ]);
  });

  test("that can become an AWS role is bound to an environment, whose rules say who may", () => {
    const unbound = jobs
      .filter(({ job }) => job.permissions?.["id-token"] === "write")
      .filter(({ job }) => job.environment === undefined);
    expect(unbound).toEqual([]);
  });
});

describe("actions", () => {
  const texts = [...flows, ...actionNames.map((name) => ({ file: name, text: actionText(name) }))];
  const uses = texts.flatMap(({ file, text }) =>
    [...text.matchAll(/uses: (?!\.\/)(.+)/g)].map(([, reference]) => ({ file, reference })),
  );
  const known = Object.entries(pinnedActions).map(
    ([name, { sha, version }]) => `${name}@${sha} # ${version}`,
  );

  test.each(uses)("$file uses $reference at a commit that was looked at", ({ reference }) => {
    expect(known).toContain(reference);
  });

  test.each(Object.keys(pinnedActions))(
    "%s is listed among what is replaced where the workflows are run, with what is not proved then",
    (name) => {
      const docs = readFileSync(join(repository, "docs/testing.md"), "utf8");
      expect(docs).toMatch(new RegExp(`^\\|[^|]*\`${name}\`[^|]*\\|[^|]+\\|[^|]+\\|$`, "m"));
    },
  );

  test("that nobody uses are not on the list", () => {
    const unused = known.filter((entry) => !uses.some(({ reference }) => reference === entry));
    expect(unused).toEqual([]);
  });
});

describe("shell in a step", () => {
  const scripts = steps.flatMap(({ file, id, step }) =>
    step.run === undefined ? [] : [{ file, id, name: step.name, run: step.run }],
  );

  test.each(scripts)("$file: $id: $name is short, for decisions are slipway's", ({ run }) => {
    expect(run.trim().split("\n").length).toBeLessThanOrEqual(10);
  });

  test.each(scripts)(
    "$file: $id: $name takes values from variables, not from pasted text",
    ({ run }) => {
      expect(run).not.toContain("${{");
    },
  );
});

test("what Terraform downloads is kept by every step that fetches it, in the folder that was made for it", () => {
  const fetching = steps.filter(({ step }) => /npm run plan|terraform .*init/.test(step.run ?? ""));
  expect(fetching.map(({ file, step }) => [file, step.name])).toEqual([
    ["infrastructure.yml", "Plan"],
    ["apply", "Fetch what the plan was made with"],
    ["plan", "Plan"],
  ]);
  for (const { step } of fetching) {
    expect(step.env?.["TF_PLUGIN_CACHE_DIR"]).toBe("${{ runner.tool_cache }}/terraform-plugins");
  }
  expect(stepOf(action("prepare"), "Keep what Terraform downloads").run).toBe(
    'mkdir -p "$RUNNER_TOOL_CACHE/terraform-plugins"',
  );
});

/** The jobs that a pull request starts, if every environment is set up and every job before them succeeds. */
function startedByPullRequest({ flow }: { readonly flow: Workflow }, repository: string) {
  const head = { repo: { full_name: repository } };
  const github = {
    event_name: "pull_request",
    ref: "refs/pull/7/merge",
    repository: "example-gov/slipway",
    event: { pull_request: { head } },
  };
  const ends = playWorkflow(flow, { github }, () => ({
    result: "success",
    outputs: { environments: '["eec-dev","eec-prod","loan-engine-test"]', changes: "yes" },
  }));
  return Object.entries(flow.jobs).filter(([id]) => ends[id]?.result === "success");
}

describe("a pull request", () => {
  const started = flows
    .filter(({ flow }) => "pull_request" in flow.on)
    .flatMap((one) =>
      ["example-gov/slipway", "stranger/slipway"].flatMap((from) =>
        startedByPullRequest(one, from).map(([id, job]) => ({ from, file: one.file, id, job })),
      ),
    );

  test.each(started)("of $from gets no secret and no AWS role from $file: $id", ({ job }) => {
    expect(job.permissions).not.toHaveProperty("id-token");
    expect(JSON.stringify(job)).not.toContain("secrets.");
    expect(job.environment).toBeUndefined();
  });

  test("of a stranger starts no job that may write anything", () => {
    const writing = started.filter(
      ({ from, job }) =>
        from.startsWith("stranger") && Object.values(job.permissions ?? {}).includes("write"),
    );
    expect(writing).toEqual([]);
  });
});
