import { withoutSecrets } from "../base/secrets";
import type { Approval } from "./approval";
import type { Plan } from "./read/plan";
import type { ResourceChange } from "./read/resource-change";
import { type ChangeReport, revisionOf } from "./render/changes";
import { followsSwitchOver } from "./restored-database";
import { byRows, type RowsByType, rowsOf } from "./rules/rows";
import type { Observation, PlanRule, ReviewedEnvironment, Rule, RuleClass } from "./rules/rule";
import { hideSensitive } from "./secrets-within";

/** One thing that the review found, as it is printed. */
export interface Finding {
  readonly rule: string;
  readonly class: RuleClass;
  readonly address: string;
  /** What Terraform would do to it; undefined for what nobody can approve. */
  readonly action: string | undefined;
  /** What Terraform calls a replacement is a new revision of a task definition; what becomes of the one before. */
  readonly revision?: ChangeReport["revision"];
  readonly what: string;
  readonly why: string;
  readonly advice: string;
  /** `refused` keeps the plan from being applied; `approved` was refused, and a person approved it; `noted` is worth knowing. */
  readonly verdict: "refused" | "approved" | "noted";
  /** The reason that the approval gives; undefined for what is not approved. */
  readonly because: string | undefined;
}

/** What the rules say about every change and about the plan. A rule that fails refuses: unknown is never a pass. */
export function findingsOf(
  plan: Plan,
  environment: ReviewedEnvironment | undefined,
  rules: readonly Rule[],
  planRules: readonly PlanRule[],
): readonly Finding[] {
  const ofPlan = planRules.flatMap((rule) => {
    try {
      return rule
        .check(plan, environment)
        .map((one) =>
          finding(rule, one.address, one.action, { ...one, what: withoutSecrets(one.what) }),
        );
    } catch (error) {
      return [finding(rule, "plan", undefined, failure(error))];
    }
  });
  const changes = [...plan.changes, ...plan.deferred.map(({ change }) => change)].filter(
    isReviewed,
  );
  const asked = rules.map((rule): Question => ({ rule, rows: rowsOf(rule.name), found: [] }));
  // Object by object, each with the rules of its kind: of a hundred thousand, each is looked at while it is at hand.
  const askedOfType = new Map<string, readonly Question[]>();
  for (const change of changes) {
    const ofType = askedOfType.get(change.type) ?? asked.filter(isAbout(change.type));
    askedOfType.set(change.type, ofType);
    for (const { rule, rows, found } of ofType) {
      for (const one of ofChange(rule, rows, change, plan)) found.push(one);
    }
  }
  return [...ofPlan, ...asked.flatMap(({ found }) => found)];
}

/** A rule with its rows, and what it found so far. */
interface Question {
  readonly rule: Rule;
  readonly rows: RowsByType;
  readonly found: Finding[];
}

/** Whether the rule, or a row of it, looks at that kind. */
function isAbout(type: string): (question: Question) => boolean {
  return ({ rule, rows }) => isChecked(rule, type) || rows.has(type);
}

function isChecked({ check, kinds }: Rule, type: string): boolean {
  return check !== undefined && (kinds === undefined || kinds.has(type));
}

/** Most rules have nothing to say of most changes, of which there may be a hundred thousand: nothing is made for those. */
function ofChange(
  rule: Rule,
  rows: RowsByType,
  change: ResourceChange,
  plan: Plan,
): readonly Finding[] {
  try {
    const own = (isChecked(rule, change.type) && rule.check?.(change, plan)) || nothing;
    const ofType = rows.get(change.type);
    const byRow = ofType === undefined ? nothing : byRows(ofType, change, plan);
    if (own.length + byRow.length === 0) return nothing;
    const follows = followsSwitchOver(change, plan);
    return [...own, ...byRow].map((one) =>
      finding(rule, change.address, change.action, {
        ...one,
        ...(follows && { verdict: "note" }),
        revision: revisionOf(change),
        what: hideSensitive(one.what, change),
      }),
    );
  } catch (error) {
    const revision = revisionOf(change);
    return [finding(rule, change.address, change.action, { ...failure(error), revision })];
  }
}

const nothing: readonly never[] = [];

/** The findings with the approvals applied: what was refused and is approved by name passes. */
export function approve(
  findings: readonly Finding[],
  approvals: readonly Approval[],
): readonly Finding[] {
  return findings.map((found) => {
    const approval = approvals.find(
      ({ address, action }) => address === found.address && action === found.action,
    );
    if (found.verdict !== "refused" || approval === undefined) return found;
    return { ...found, verdict: "approved", because: approval.because };
  });
}

function isReviewed({ isData, action }: ResourceChange): boolean {
  return !isData && action !== "no-op" && action !== "read";
}

function finding(
  rule: Rule | PlanRule,
  address: string,
  action: string | undefined,
  seen: Observation & Pick<Finding, "revision">,
): Finding {
  return {
    rule: rule.name,
    class: rule.class,
    address,
    action,
    revision: seen.revision,
    what: seen.what,
    why: rule.why,
    advice: seen.advice ?? rule.advice,
    verdict: seen.verdict === "refuse" ? "refused" : "noted",
    because: undefined,
  };
}

function failure(error: unknown): { what: string; verdict: "refuse" } {
  // Its name only: a message may quote values.
  const kind = error instanceof Error ? error.name : "an error";
  return {
    what: `this rule failed (${kind}), so nobody knows what it would have said`,
    verdict: "refuse",
  };
}
