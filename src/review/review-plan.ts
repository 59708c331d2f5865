import { type Approval, approvalText } from "./approval";
import { approve, type Finding, findingsOf } from "./findings";
import { groupBy } from "./group-by";
import { type Group, groupOfType, groups } from "./group-of-type";
import type { Plan } from "./read/plan";
import type { Action } from "./read/resource-change";
import { type ChangeReport, changeReports } from "./render/changes";
import { type DriftReport, driftReports } from "./render/drift";
import { planRulesFor, rulesFor } from "./rules";
import type { OwnKinds } from "./rules/plan/unfamiliar-kind";
import type { ReviewedEnvironment } from "./rules/rule";
import { type Connection, connectionsOf } from "./traffic";

/** An output of the stack that changes; its value is nobody's business here. */
interface OutputChange {
  readonly name: string;
  readonly action: string;
}

/** What the review says about a plan. */
export interface Review {
  /** Whether the plan must not be applied as it is. */
  readonly refused: boolean;
  /** Whether Terraform would change nothing at all. */
  readonly isEmpty: boolean;
  /** What the plan was made for, where it is not the usual change; its verdict names it. */
  readonly mode: PlanMode;
  readonly environment: string | undefined;
  readonly terraformVersion: string | undefined;
  readonly findings: readonly Finding[];
  readonly changes: readonly ChangeReport[];
  readonly outputs: readonly OutputChange[];
  readonly drift: readonly DriftReport[];
  /** How many objects of each part of the environment have which fate, those that stay included. */
  readonly counts: ReadonlyMap<Group, Readonly<Partial<Record<Action, number>>>>;
  /** The traffic that the security groups permit, and what the plan does to it. */
  readonly connections: readonly Connection[];
  /** Approvals that nothing asked for: an old command line, or a mistyped name. */
  readonly unusedApprovals: readonly Approval[];
  /** The deployment that runs while this is read; undefined when none does, or nobody looked. */
  readonly deployment?: Deployment | undefined;
}

/** `destroy` deletes every object; `refresh` changes only what Terraform remembers; `partial` leaves out a part of the change. */
type PlanMode = "usual" | "destroy" | "partial destroy" | "refresh" | "partial";

/** A deployment that may be running. */
export interface Deployment {
  /** False when it could not be found out. */
  readonly isRunning: boolean;
  /** In one sentence. */
  readonly what: string;
}

/** What a plan is reviewed with. */
interface ReviewOptions {
  readonly approvals?: readonly Approval[];
  readonly environment?: ReviewedEnvironment | undefined;
  /** Kinds that the project makes beside the module. */
  readonly ownKinds?: OwnKinds;
  readonly deployment?: Deployment | undefined;
}

/** Reads a change before it happens: every rule over every object, people's approvals, and all that changes in words. */
export function reviewPlan(
  plan: Plan,
  { approvals = [], environment, ownKinds = new Map(), deployment }: ReviewOptions = {},
): Review {
  const findings = approve(
    findingsOf(plan, environment, rulesFor(ownKinds, environment), planRulesFor(ownKinds)),
    approvals,
  );
  const approved = new Set(
    findings
      .filter(({ verdict }) => verdict === "approved")
      .map(({ address, action }) => approvalText({ address, action: action ?? "" })),
  );
  const changes = changeReports(plan);
  const outputs = outputsThatChange(plan);
  return {
    refused: findings.some(({ verdict }) => verdict === "refused"),
    isEmpty: changes.length === 0 && outputs.length === 0,
    mode: modeOf(plan),
    environment: environment?.name,
    terraformVersion: plan.terraformVersion,
    findings,
    changes,
    outputs,
    drift: driftReports(plan),
    connections: connectionsOf(plan),
    counts: countsOf(plan),
    unusedApprovals: approvals.filter((approval) => !approved.has(approvalText(approval))),
    deployment,
  };
}

/** A plan does not say how it was made: it shows in what it lists. Only with `-destroy` is something deleted for no reason. */
function modeOf(plan: Plan): PlanMode {
  if (plan.isRefreshOnly) return "refresh";
  const objects = plan.changes.filter(({ isData, isDeposed }) => !isData && !isDeposed);
  const changed = objects.filter(({ action }) => action !== "no-op");
  const isWhole = plan.isComplete && !plan.isErrored;
  const onlyDeletes = changed.length > 0 && changed.every(({ action }) => action === "delete");
  if (isWhole) return onlyDeletes && changed.length === objects.length ? "destroy" : "usual";
  return onlyDeletes && changed.every(({ reason }) => reason === undefined)
    ? "partial destroy"
    : "partial";
}

function countsOf(plan: Plan): Review["counts"] {
  const objects = plan.changes.filter(({ isData }) => !isData);
  const byGroup = groupBy(objects, ({ type }) => groupOfType(type));
  return new Map(
    groups.flatMap((group) => {
      const changes = byGroup.get(group);
      if (changes === undefined) return [];
      const counts: Partial<Record<Action, number>> = {};
      for (const { action } of changes) counts[action] = (counts[action] ?? 0) + 1;
      return [[group, counts] as const];
    }),
  );
}

function outputsThatChange(plan: Plan): readonly OutputChange[] {
  return Object.entries(plan.outputs)
    .map(([name, { actions }]) => ({ name, action: actions.join(", then ") }))
    .filter(({ action }) => action !== "no-op");
}
