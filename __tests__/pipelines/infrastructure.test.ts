import { describe, expect, test } from "vitest";
import { shellNames } from "../../src/config/shell-names";
import { fixtureEnvironments } from "../support/fixture-environments";
import { evaluate } from "./support/expression";
import { playWorkflow } from "./support/play-workflow";
import { action, jobOf, stepOf, workflow } from "./support/workflow";

const flow = workflow("infrastructure.yml");
const everything = '["eec-dev","eec-prod","loan-engine-test"]';

interface Scenario {
  readonly event: string;
  readonly ref?: string;
  /** Environments that are set up, as the scope's output. */
  readonly environments?: string;
  readonly fork?: boolean;
  /** Jobs that fail. */
  readonly failing?: readonly string[];
  /** Environments whose plan changes nothing. */
  readonly unchanged?: readonly string[];
}

/** The jobs that run, in order. */
function jobsOf(scenario: Scenario): string[] {
  const { event, ref = "refs/heads/main", environments = everything, fork = false } = scenario;
  const pull = { head: { repo: { full_name: fork ? "stranger/slipway" : "example-gov/slipway" } } };
  const github = {
    event_name: event,
    ref,
    repository: "example-gov/slipway",
    event: event === "pull_request" ? { pull_request: pull } : {},
  };
  const ran: string[] = [];
  playWorkflow(flow, { github }, (id) => {
    ran.push(id);
    const changes = scenario.unchanged?.some((name) => id === `plan-${name}`) ? "no" : "yes";
    return {
      result: scenario.failing?.includes(id) ? "failure" : "success",
      outputs: id === "scope" ? { environments } : { changes },
    };
  });
  return ran;
}

describe("a push", () => {
  test("to any branch is checked, and nothing else happens", () => {
    expect(jobsOf({ event: "push", ref: "refs/heads/topic" })).toEqual(["check"]);
  });

  test("to main plans and applies each environment, production after dev", () => {
    expect(jobsOf({ event: "push" })).toEqual([
      "check",
      "scope",
      "plan-eec-dev",
      "apply-eec-dev",
      "plan-eec-prod",
      "apply-eec-prod",
      "plan-loan-engine-test",
      "apply-loan-engine-test",
    ]);
  });

  test("to main plans nothing while nothing is set up", () => {
    expect(jobsOf({ event: "push", environments: "[]" })).toEqual(["check", "scope"]);
  });

  test("to main plans only what is set up", () => {
    const ran = jobsOf({ event: "push", environments: '["loan-engine-test"]' });
    expect(ran.slice(2)).toEqual(["plan-loan-engine-test", "apply-loan-engine-test"]);
  });

  test("that fails its check is not planned", () => {
    expect(jobsOf({ event: "push", failing: ["check"] })).toEqual(["check", "scope"]);
  });

  test.each(["plan-eec-dev", "apply-eec-dev"])(
    "that fails in %s does not reach production",
    (job) => {
      const ran = jobsOf({ event: "push", failing: [job] });
      expect(ran).not.toEqual(expect.arrayContaining([expect.stringContaining("prod")]));
      expect(ran).toContain("apply-loan-engine-test");
    },
  );

  test("that changes nothing in dev still reaches production", () => {
    const ran = jobsOf({ event: "push", unchanged: ["eec-dev"] });
    expect(ran).not.toContain("apply-eec-dev");
    expect(ran).toEqual(expect.arrayContaining(["plan-eec-prod", "apply-eec-prod"]));
  });
});

describe("a pull request", () => {
  test("shows what it changes and is commented; its push was checked", () => {
    expect(jobsOf({ event: "pull_request", ref: "refs/pull/7/merge" })).toEqual([
      "difference",
      "comment",
    ]);
  });

  test("is commented also when dev is no mirror any more: then above all", () => {
    const scenario = { event: "pull_request", ref: "refs/pull/7/merge", failing: ["difference"] };
    expect(jobsOf(scenario)).toContain("comment");
  });

  test("of a stranger is checked and shown, but gets no job that may write", () => {
    const ran = jobsOf({ event: "pull_request", ref: "refs/pull/7/merge", fork: true });
    expect(ran).toEqual(["check", "difference"]);
  });
});

describe("by hand", () => {
  test("the chosen environment is checked, planned and applied", () => {
    const ran = jobsOf({ event: "workflow_dispatch", environments: '["eec-prod"]' });
    expect(ran).toEqual(["check", "scope", "plan-eec-prod", "apply-eec-prod"]);
  });

  test("nothing is planned from another branch than main", () => {
    expect(jobsOf({ event: "workflow_dispatch", ref: "refs/heads/topic" })).toEqual(["check"]);
  });
});

describe("each morning", () => {
  test("drift is looked for and reported, and nothing is planned for an apply", () => {
    expect(jobsOf({ event: "schedule" })).toEqual(["scope", "drift", "drift-issue"]);
  });

  test("an environment that could not be looked at is reported as well", () => {
    expect(jobsOf({ event: "schedule", failing: ["drift"] })).toContain("drift-issue");
  });

  test("nothing is looked for, and no issue is touched, while nothing is set up", () => {
    expect(jobsOf({ event: "schedule", environments: "[]" })).toEqual(["scope"]);
  });
});

describe("each environment", () => {
  const files = fixtureEnvironments();
  const names = files.map(({ name }) => name);

  test.each(files)("$name runs in the two environments on GitHub that its roles trust", (file) => {
    const { github } = file.environment.access;
    const terraform = github.mode === "oidc" ? github.terraform : undefined;
    expect(terraform).toMatchObject({
      planEnvironment: jobOf(flow, `plan-${file.name}`).environment,
      applyEnvironment: jobOf(flow, `apply-${file.name}`).environment,
    });
  });

  test.each(names)(
    "%s gets its own plan, by its checksum, and is applied once at a time",
    (name) => {
      const apply = jobOf(flow, `apply-${name}`);
      expect(apply.needs).toBe(`plan-${name}`);
      expect(apply.concurrency).toBe(`apply-${name}`);
      expect(apply.steps?.at(-1)).toMatchObject({
        uses: "./.github/actions/apply",
        with: { environment: name, sha256: `\${{ needs.plan-${name}.outputs.sha256 }}` },
      });
    },
  );

  test("can be chosen by hand", () => {
    expect(flow.on["workflow_dispatch"]).toMatchObject({
      inputs: { environment: { type: "choice", options: names } },
    });
  });

  test.each(["plan", "apply"])("a job that is to %s becomes the role for that", (role) => {
    const become = stepOf(action("prepare"), "Become the role").with ?? {};
    const outputs = { PLAN_ROLE_ARN: "plan", APPLY_ROLE_ARN: "apply" };
    const contexts = { inputs: { role }, steps: { names: { outputs } } };
    expect(evaluate(String(become["role-to-assume"]), contexts)).toBe(role);
  });

  test("prints the roles that its jobs become", () => {
    const roles = JSON.stringify(action("prepare")).match(/(?<=outputs\.)\w+/g);
    for (const { environment } of files) {
      const printed = shellNames(environment).map(({ variable }) => variable);
      expect(printed).toEqual(expect.arrayContaining(roles ?? ["none"]));
    }
  });
});

test("secrets reach only the jobs that plan or apply", () => {
  const withSecrets = Object.entries(flow.jobs)
    .filter(([, job]) => JSON.stringify(job).includes("secrets."))
    .map(([id]) => id);
  expect(withSecrets).toEqual([
    "plan-eec-dev",
    "apply-eec-dev",
    "plan-eec-prod",
    "apply-eec-prod",
    "plan-loan-engine-test",
    "apply-loan-engine-test",
  ]);
});
