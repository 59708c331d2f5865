import { type Contexts, evaluate } from "./expression";
import type { Job, Workflow } from "./workflow";

/** How a job ended. */
export interface JobEnd {
  readonly result: "success" | "failure" | "skipped";
  readonly outputs?: Readonly<Record<string, string>>;
}

/**
 * Plays the jobs of a workflow as GitHub orders them: each after those that it needs, left out when its condition does not hold, or,
 * where the condition asks for no status, when something that it needs did not succeed. `run` says how a job that is started ends.
 */
export function playWorkflow(
  workflow: Workflow,
  contexts: Contexts,
  run: (id: string) => JobEnd,
): Readonly<Record<string, JobEnd>> {
  const ends: Record<string, JobEnd> = {};
  const waiting = new Map(Object.entries(workflow.jobs));
  while (waiting.size > 0) {
    const [id, job] =
      [...waiting].find(([, { needs }]) => namesOf(needs).every((need) => need in ends)) ?? [];
    if (id === undefined || job === undefined) throw new Error("jobs wait for each other");
    waiting.delete(id);
    ends[id] = starts(workflow, job, contexts, ends) ? run(id) : { result: "skipped" };
  }
  return ends;
}

function starts(
  workflow: Workflow,
  job: Job,
  contexts: Contexts,
  ends: Readonly<Record<string, JobEnd>>,
): boolean {
  const needed = namesOf(job.needs);
  const success = needed.every((need) => ends[need]?.result === "success");
  const failure = ancestors(workflow, job).some((need) => ends[need]?.result === "failure");
  if (job.if === undefined) return success;
  const holds = evaluate(job.if, {
    ...contexts,
    needs: Object.fromEntries(needed.map((need) => [need, ends[need]])),
    success: () => success,
    failure: () => failure,
    cancelled: () => false,
  });
  const asksForStatus = /\b(success|failure|cancelled|always)\(\)/.test(job.if);
  return Boolean(holds) && (asksForStatus || success);
}

function ancestors(workflow: Workflow, job: Job): string[] {
  return namesOf(job.needs).flatMap((need) => {
    const above = workflow.jobs[need];
    return above === undefined ? [need] : [need, ...ancestors(workflow, above)];
  });
}

function namesOf(needs: Job["needs"]): readonly string[] {
  return needs === undefined ? [] : typeof needs === "string" ? [needs] : needs;
}
