import { groupBy } from "../../group-by";
import { widening } from "../../iam/compare";
import { describeGrants } from "../../iam/describe-grant";
import { policiesOf } from "../../iam/policies-of";
import { servicesLost } from "../../iam/principals-lost";
import { roleAttributesByType } from "../../iam/role-attributes";
import { oncePerPlan } from "../../read/once-per-plan";
import { textOf } from "../../read/plain-value";
import type { Plan } from "../../read/plan";
import { isEmpty, planned, prior, UNKNOWN } from "../../read/planned-value";
import { goesAway, isWritten, type ResourceChange } from "../../read/resource-change";
import { note, type Observation, type Rule, refuse } from "../rule";
import { fromTo, inWords } from "../words";

/** A role goes by which something works, the service that takes it is no longer trusted, or something is left without one. */
export const roleRemoved: Rule = {
  name: "role-removed",
  class: "outage",
  why: "Without its role a task does not start, a delivery does not run, an event starts nothing; what runs loses its credentials within the hour.",
  advice: "Give what works by it another role first, and take this one away in a later change.",
  check(change, plan): readonly Observation[] {
    if (change.type === "aws_iam_role" && goesAway(change)) return [removed(change, plan)];
    if (change.type === "aws_iam_openid_connect_provider" && change.action === "delete")
      return [refuse("deletes the identity provider: no pipeline can sign in by it any more")];
    if (change.before === undefined || !isWritten(change)) return [];
    const left = (roleAttributesByType[change.type] ?? []).filter(
      (path) => !isEmpty(prior(change, ...path)) && isEmpty(planned(change, ...path)),
    );
    return [
      ...left.map((path) => refuse(`is left without a role: ${fromTo(change, ...path)}`)),
      ...(change.type === "aws_iam_role" ? trustsFewer(change, plan) : []),
    ];
  },
};

function removed(change: ResourceChange, plan: Plan): Observation {
  const users = roleUsers(change, plan);
  const names = (of: typeof users) => {
    const all = [...new Set(of.map((user) => user.change.address))];
    const more = all.length > 4 ? ` and ${all.length - 4} more` : "";
    return all.slice(0, 4).join(", ") + more;
  };
  if (change.action !== "delete") {
    const by = users.length > 0 ? `, by which ${names(users)} worked` : "";
    return refuse(`replaces the role${by}${newPath(change)}`);
  }
  const kept = users.filter(keepsRole);
  if (kept.length > 0) return refuse(`deletes the role by which these work: ${names(kept)}`);
  return users.length > 0
    ? note(`deletes the role; what worked by it goes too, or no longer does: ${names(users)}`)
    : refuse(`deletes the role; who works by it is not in this plan`);
}

/** IAM cannot move a role to another path. */
function newPath(change: ResourceChange): string {
  const [was, will] = [prior(change, "path"), planned(change, "path")];
  if (isEmpty(was) || isEmpty(will) || was === will) return "";
  return `, since its path goes from ${inWords(was)} to ${inWords(will)}`;
}

/** A service that may not take the role any more refuses to work; anybody else may have been meant to lose it. */
function trustsFewer(change: ResourceChange, plan: Plan): readonly Observation[] {
  return policiesOf(change, plan).flatMap(({ kind, before, after }): Observation[] => {
    if (kind !== "trust" || after === undefined) return [];
    const lost = servicesLost(before, after);
    if (lost.length > 0) return [refuse(`${lost.join(", ")} may no longer act by it`)];
    const { allowed } = widening(after, before);
    return allowed.length > 0 ? [note(describeGrants(allowed, "may no longer"))] : [];
  });
}

/** An object that names a role, and where it does. */
interface RoleUser {
  readonly change: ResourceChange;
  readonly path: readonly (string | number)[];
}

/** Everything in the plan that works by the role now. A policy that only speaks of it does not. */
function roleUsers(role: ResourceChange, plan: Plan): readonly RoleUser[] {
  const names = [textOf(prior(role, "arn")), `role ${textOf(prior(role, "name"))}`];
  const users = names.flatMap((name) => usersByName(plan).get(name) ?? []);
  return users.filter(({ change }) => change !== role);
}

/** Whether it stands after the apply and still works by it. A role that is not known yet may be the same. */
function keepsRole({ change, path }: RoleUser): boolean {
  if (change.after === undefined) return change.action === "forget";
  const will = planned(change, ...path);
  return will === UNKNOWN || will === prior(change, ...path);
}

const isArn = /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/;

const usersByName = oncePerPlan((plan): ReadonlyMap<string, readonly RoleUser[]> => {
  const named = plan.changes
    .filter(({ isData, type }) => !isData && !/^aws_iam_.*(policy|attachment)/.test(type))
    .flatMap((change) =>
      [...texts(change.before, [])].flatMap(({ value, path }) => {
        if (isArn.test(value)) return [{ name: value, user: { change, path } }];
        // Elsewhere it is given by its plain name.
        return path.at(-1) === "role" ? [{ name: `role ${value}`, user: { change, path } }] : [];
      }),
    );
  const byName = groupBy(named, ({ name }) => name);
  return new Map([...byName].map(([name, found]) => [name, found.map(({ user }) => user)]));
});

function* texts(
  value: unknown,
  path: readonly (string | number)[],
): Generator<{ value: string; path: readonly (string | number)[] }> {
  if (typeof value === "string") yield { value, path };
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    yield* texts(item, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}
