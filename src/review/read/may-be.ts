import type { Plan } from "./plan";
import { planned, UNKNOWN } from "./planned-value";
import type { ResourceChange } from "./resource-change";

/** Whether the attribute becomes that value, or may: the configuration sets it to what is known after apply. */
export function mayBe(
  value: unknown,
  change: ResourceChange,
  plan: Plan,
  attribute: string,
): boolean {
  const will = planned(change, attribute);
  return will === value || (will === UNKNOWN && plan.configuration.sets(change.block, attribute));
}
