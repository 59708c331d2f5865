import { groupBy } from "../group-by";
import { oncePerPlan } from "../read/once-per-plan";
import { textOf } from "../read/plain-value";
import type { Plan } from "../read/plan";
import { planned, prior, UNKNOWN } from "../read/planned-value";
import type { ResourceChange } from "../read/resource-change";

/** An object that names a role, or an instance profile, and where it does. */
export interface RoleUser {
  readonly change: ResourceChange;
  readonly path: readonly (string | number)[];
}

/** Everything in the plan that works by the role or profile now. A policy that only speaks of it does not. */
export function roleUsers(role: ResourceChange, plan: Plan): readonly RoleUser[] {
  const kind = role.type === "aws_iam_role" ? "role" : "profile";
  const names = [textOf(prior(role, "arn")), `${kind} ${textOf(prior(role, "name"))}`];
  const users = names.flatMap((name) => usersByName(plan).get(name) ?? []);
  return users.filter(({ change }) => change !== role);
}

/** Whether it stands after the apply and still works by it. A role that is not known yet may be the same. */
export function keepsRole({ change, path }: RoleUser): boolean {
  if (change.after === undefined) return change.action === "forget";
  const will = planned(change, ...path);
  return will === UNKNOWN || will === prior(change, ...path);
}

// Attributes that give the plain name, and what it is the name of.
const kindByAttribute: Readonly<Record<string, string>> = {
  role: "role",
  iam_instance_profile: "profile",
};
const isArn = /^arn:[\w-]+:iam::\d{12}:(role|instance-profile)\/[\w+=,.@/-]+$/;

const usersByName = oncePerPlan((plan): ReadonlyMap<string, readonly RoleUser[]> => {
  const named = plan.changes
    .filter(({ isData, type }) => !isData && !/^aws_iam_.*(policy|attachment)/.test(type))
    .flatMap((change) =>
      [...texts(change.before, [])].flatMap(({ value, path }) => {
        const kind = kindByAttribute[String(path.at(-1))];
        if (isArn.test(value)) return [{ name: value, user: { change, path } }];
        return kind === undefined ? [] : [{ name: `${kind} ${value}`, user: { change, path } }];
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
