import type { Plan } from "./plan";
import type { ResourceChange } from "./resource-change";

/**
 * Something that several rules work out of one change. The review asks them all about one change before it goes on to the next, so
 * that the last answer is kept and no other: of a hundred thousand nobody has to be remembered.
 */
export function oncePerChange<T>(
  make: (change: ResourceChange, plan: Plan) => T,
): (change: ResourceChange, plan: Plan) => T {
  let last: { readonly change: ResourceChange; readonly plan: Plan; readonly value: T } | undefined;
  return (change, plan) => {
    if (last?.change !== change || last.plan !== plan) {
      last = { change, plan, value: make(change, plan) };
    }
    return last.value;
  };
}
