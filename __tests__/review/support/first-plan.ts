import { planOfStacks } from "../../../src/review/read/plan-of-stacks";
import type { TerraformJson } from "../../../src/stack/terraform-json";

/** The plan document of a stack that does not exist yet, as Terraform would make it without a provider. */
export function firstPlan(stack: TerraformJson): unknown {
  return planOfStacks(undefined, stack);
}
