import { contains, overlaps } from "./glob";
import type { Condition, PatternSet, Policy, Statement } from "./policy";

/** One thing that a policy says: one action on one resource, for one principal, under all its conditions. */
export type Grant = Statement;

/** What one policy allows more than another. */
export interface Widening {
  /** Allowed now and not before. */
  readonly allowed: readonly Grant[];
  /** Denied before and not now: what other policies allow takes effect. */
  readonly undenied: readonly Grant[];
}

/**
 * What `after` allows that `before` did not. Policies are compared as sets, not as text: another order, another case,
 * `s3:GetObject` under what was `s3:*` are no widening. When in doubt (several statements that only together cover
 * one, a condition of another kind) it says wider.
 */
export function widening(before: Policy, after: Policy): Widening {
  const missing = (from: Policy, within: Policy, effect: Statement["effect"]) =>
    from
      .filter((statement) => statement.effect === effect)
      .flatMap(grantsOf)
      .filter((grant) => !says(within, grant));
  return {
    allowed: missing(after, before, "Allow"),
    undenied: missing(before, after, "Deny"),
  };
}

/** Whether one statement of the policy allows, or denies, all that the grant does. */
export function says(policy: Policy, grant: Grant): boolean {
  return policy.some((statement) => statement.effect === grant.effect && covers(statement, grant));
}

// More than any policy of AWS's size limits names; beyond it a statement is compared as one.
const mostGrants = 5_000;

/** The statement taken apart: each single action, resource and principal. `Not…` sets stay whole. */
export function grantsOf(statement: Statement): readonly Grant[] {
  const sets = [statement.actions, statement.resources, statement.principals];
  const product = sets.reduce((total, set) => total * (set?.patterns.length ?? 1), 1);
  if (product > mostGrants) return [statement];
  return single(statement.actions).flatMap((actions) =>
    single(statement.resources).flatMap((resources) =>
      (statement.principals ? single(statement.principals) : [undefined]).map((principals) => ({
        ...statement,
        actions,
        resources,
        principals,
      })),
    ),
  );
}

function single(set: PatternSet): readonly PatternSet[] {
  if (set.isNot) return [set];
  return set.patterns.map((pattern) => ({ isNot: false, patterns: [pattern] }));
}

/** Whether all that `inner` says, `outer` says too. */
function covers(outer: Statement, inner: Statement): boolean {
  return (
    includes(lowerCase(outer.actions), lowerCase(inner.actions)) &&
    includes(outer.resources, inner.resources) &&
    coversPrincipals(outer.principals, inner.principals) &&
    outer.conditions.every((condition) => inner.conditions.some((c) => implies(c, condition)))
  );
}

function coversPrincipals(outer: PatternSet | undefined, inner: PatternSet | undefined): boolean {
  if (outer === undefined || inner === undefined) return outer === inner;
  return includes(outer, inner);
}

function lowerCase({ isNot, patterns }: PatternSet): PatternSet {
  return { isNot, patterns: patterns.map((pattern) => pattern.toLowerCase()) };
}

/** Whether the set `inner` lies within the set `outer`. */
function includes(outer: PatternSet, inner: PatternSet): boolean {
  const within = (patterns: readonly string[], pattern: string) =>
    patterns.some((candidate) => contains(candidate, pattern));
  if (!outer.isNot && !inner.isNot) return inner.patterns.every((p) => within(outer.patterns, p));
  if (!outer.isNot) return outer.patterns.includes("*");
  if (inner.isNot) return outer.patterns.every((p) => within(inner.patterns, p));
  return inner.patterns.every((p) => !outer.patterns.some((not) => overlaps(not, p)));
}

/** Whether what satisfies `inner` always satisfies `outer`. */
function implies(inner: Condition, outer: Condition): boolean {
  const [is, was] = [comparisonOf(inner), comparisonOf(outer)];
  if (inner.key !== outer.key || is.operator !== was.operator) return false;
  if (is.isIfGiven && !was.isIfGiven) return false;
  const isNegative = /not/.test(is.operator);
  const isPattern = /like/.test(is.operator);
  const within = (values: readonly string[], value: string) =>
    values.some((other) => (isPattern ? contains(other, value) : other === value));
  return isNegative
    ? outer.values.every((value) => within(inner.values, value))
    : inner.values.every((value) => within(outer.values, value));
}

/** The operator without `IfExists`. ArnEquals and ArnLike are the same to AWS. */
function comparisonOf({ operator }: Condition) {
  const [, name = "", ifExists] = /^(.*?)(ifexists)?$/.exec(operator.toLowerCase()) ?? [];
  return {
    operator: name.replace(/arn(not)?equals$/, "arn$1like"),
    isIfGiven: ifExists !== undefined,
  };
}
