import type { Plan } from "./plan";

/** Something that is worked out from the whole plan, once for each plan however many of its changes ask. */
export function oncePerPlan<T>(make: (plan: Plan) => T): (plan: Plan) => T {
  const known = new WeakMap<Plan, { readonly value: T }>();
  return (plan) => {
    const found = known.get(plan) ?? { value: make(plan) };
    known.set(plan, found);
    return found.value;
  };
}
