import type { PlanBasis } from "./plan-basis";
import { shortRevision } from "./rollout";

/** What runs now, read before an apply. */
export interface LiveBasis {
  /** Released digest; undefined where the parameter does not exist. */
  readonly pointer: string | undefined;
  /** ARN of the task definition of the service; undefined where the service does not exist. */
  readonly revision: string | undefined;
}

/** Why a plan no longer fits what runs; empty when it does. */
export function basisProblems(
  plan: Pick<PlanBasis, "pointer" | "revision">,
  live: LiveBasis,
): string[] {
  const problems: string[] = [];
  if (plan.pointer !== live.pointer) {
    problems.push(`the released image was ${shown(plan.pointer)} and is ${shown(live.pointer)}`);
  }
  if (plan.revision !== live.revision) {
    problems.push(`the service ran ${revision(plan.revision)} and runs ${revision(live.revision)}`);
  }
  return problems;
}

function shown(value: string | undefined): string {
  return value ?? "none";
}

function revision(arn: string | undefined): string {
  return arn ? shortRevision(arn) : "nothing";
}
