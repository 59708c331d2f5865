import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeEach } from "vitest";
import { useTemporaryFolder } from "../../support/temporary-folder";
import { runStep, type StepResult } from "./run-step";
import { action, jobOf, stepOf, workflow } from "./workflow";

const flow = workflow("infrastructure.yml");

/** What a step is run with besides the usual. */
export interface StepOptions {
  /** Expressions that have another value than usual, by their text. */
  readonly expressions?: Readonly<Record<string, string>>;
  /** Search path, with stand-ins on it. */
  readonly path?: string;
}

/** A run of the workflow, in which two jobs have a checkout each, for eec-dev. */
export interface InfrastructureRun {
  /** Folder of the whole run. */
  folder(): string;
  checkout(job: "plan" | "apply"): string;
  /** Folder of eec-dev's stack in a checkout. */
  stack(job: "plan" | "apply"): string;
  /** Runs one step of an action of ours, in the checkout of the job that uses it. */
  runAction(name: "plan" | "apply", step: string, options?: StepOptions): Promise<StepResult>;
  /** Runs one step of a job, in the first checkout. */
  runJob(job: string, step: string, options?: StepOptions): Promise<StepResult>;
}

const usual = {
  "inputs.environment": "eec-dev",
  "inputs.passphrase": "correct horse battery staple",
  "inputs.allow": "",
  "inputs.because": "",
  "inputs.token": "let-me",
  "matrix.environment": "eec-dev",
  "join(fromJSON(needs.scope.outputs.environments), ' ')": "eec-dev eec-prod",
  "github.token": "let-me",
  "runner.tool_cache": "/opt/hostedtoolcache",
  "github.server_url": "https://github.com",
  "github.repository": "example-gov/slipway",
  "github.run_id": "7",
};

/** An {@link InfrastructureRun} for each test. */
export function useInfrastructureRun(): InfrastructureRun {
  const folder = useTemporaryFolder();
  const checkout = (job: string) => join(folder(), job);
  beforeEach(() => {
    mkdirSync(checkout("plan"));
    mkdirSync(checkout("apply"));
  });
  const common = ({ expressions, path }: StepOptions = {}) => ({
    folder: folder(),
    expressions: { ...usual, ...expressions },
    environment: { GITHUB_SHA: "0123456789", ...(path && { PATH: path }) },
  });
  return {
    folder,
    checkout,
    stack: (job) => join(checkout(job), "cdktf.out/stacks/eec-dev"),
    runAction: (name, step, options) => {
      const of = action(name);
      return runStep({ ...common(options), of, step: stepOf(of, step), cwd: checkout(name) });
    },
    runJob: (job, step, options) => {
      const of = jobOf(flow, job);
      const cwd = checkout("plan");
      return runStep({ ...common(options), workflow: flow, of, step: stepOf(of, step), cwd });
    },
  };
}
