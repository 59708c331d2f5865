import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";

/** One step of a job. */
export interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** What has steps: a job, or an action of ours. */
export interface HasSteps {
  readonly env?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}

/** One job of a workflow. */
export interface Job extends HasSteps {
  readonly name?: string;
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly concurrency?: string;
  readonly environment?: string | { readonly name: string };
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly outputs?: Readonly<Record<string, string>>;
}

/** A workflow as GitHub reads it. */
export interface Workflow {
  readonly name: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: {
    readonly group: string;
    readonly "cancel-in-progress": boolean | string;
  };
  readonly defaults?: { readonly run: { readonly shell: string } };
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** Root of the repository. */
export const repository = resolve(__dirname, "../../..");
const github = join(repository, ".github");

/** File names of all workflows. */
export const workflowFiles: readonly string[] = readdirSync(join(github, "workflows")).sort();

/** Names of all actions of ours. */
export const actionNames: readonly string[] = readdirSync(join(github, "actions")).sort();

/** The text of a workflow. */
export function workflowText(file: string): string {
  return readFileSync(join(github, "workflows", file), "utf8");
}

/** The text of an action of ours. */
export function actionText(name: string): string {
  return readFileSync(join(github, "actions", name, "action.yml"), "utf8");
}

/** A workflow by its file's name. */
export function workflow(file: string): Workflow {
  return parse(workflowText(file));
}

/** The steps of an action of ours. */
export function action(name: string): HasSteps {
  return parse(actionText(name)).runs;
}

/** Job by its id; throws where there is none. */
export function jobOf(flow: Workflow, id: string): Job {
  const job = flow.jobs[id];
  if (job === undefined) throw new Error(`${flow.name} has no job ${id}`);
  return job;
}

/** Step by its name; throws where there is none. */
export function stepOf(job: HasSteps, name: string): Step {
  const step = job.steps?.find((candidate) => candidate.name === name);
  if (step === undefined) throw new Error(`the job has no step "${name}"`);
  return step;
}
