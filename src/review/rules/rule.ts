import type { Plan } from "../read/plan";
import type { ResourceChange } from "../read/resource-change";

/** What kind of harm a rule looks for. */
export type RuleClass = "data loss" | "exposure" | "privilege" | "safety" | "outage" | "plan";

/** What a rule saw: one sentence for people, and whether the plan may be applied without an approval of it. */
export interface Observation {
  /** What the plan does, in one sentence, without secret values. */
  readonly what: string;
  /** `refuse` needs a named approval; `note` is worth knowing. */
  readonly verdict: "refuse" | "note";
  /** What to do instead, when the rule's own advice does not fit. */
  readonly advice?: string;
}

/** A question about each single change. Pure: the change and its plan in, observations out. */
export interface Rule {
  /** The file's name, but for those of `row-rules.ts`. */
  readonly name: string;
  readonly class: RuleClass;
  /** Why it matters, in a sentence or two. */
  readonly why: string;
  /** What to do about it. */
  readonly advice: string;
  /** The only kinds that `check` looks at; all, where none are named. */
  readonly kinds?: ReadonlySet<string>;
  /** What needs thought; what has the shape of a row stands in the table of attributes under the rule's name. */
  check?(change: ResourceChange, plan: Plan): readonly Observation[];
}

/** What the plan is for, when somebody says so. */
export interface ReviewedEnvironment {
  readonly name: string;
  /** Every address that its stack has. */
  readonly addresses: readonly string[];
  /** Whether its file asks for maintenance: that everybody is answered 503. */
  readonly maintenance?: boolean;
  /** What the page says then; undefined for the usual text. */
  readonly maintenanceText?: string | undefined;
  /** Whom its file lets become a role: ARNs of roles and users, and how an identity provider names a job; `group/…` and `role/…` get the developers' policy. */
  readonly trusted?: ReadonlySet<string>;
  /** The definition of each state machine that its file makes. */
  readonly machines?: readonly string[];
  /** Who it is in its provider's settings; addresses are the same in all environments. */
  readonly identity?: {
    readonly account: string;
    readonly application: string;
    readonly environment: string;
  };
}

/** Something about the plan as a whole. */
export interface PlanObservation extends Observation {
  /** What it is about: an address, or `plan`. */
  readonly address: string;
  /** The word to approve it by; undefined when nobody can. */
  readonly action: string | undefined;
}

/** A question about the plan as a whole. */
export interface PlanRule extends Omit<Rule, "check" | "kinds"> {
  check(plan: Plan, environment: ReviewedEnvironment | undefined): readonly PlanObservation[];
}

/** Refuses the plan unless somebody approves it by name. */
export function refuse(what: string, advice?: string): Observation {
  return advice === undefined ? { what, verdict: "refuse" } : { what, verdict: "refuse", advice };
}

/** Says it, and lets the plan pass. */
export function note(what: string): Observation {
  return { what, verdict: "note" };
}
