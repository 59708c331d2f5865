import type { Environment } from "../../src/config/schema";
import { type TerraformJson, terraformJson } from "../../src/stack/terraform-json";

/** So many are remembered, those that were asked for last. */
const most = 50;
const made = new Map<string, TerraformJson>();

/**
 * What `terraformJson` makes of an environment, made once for all cases of a test process that ask for it: two thirds of what they
 * synthesize was made before. It is frozen, so that a case that changes it fails and not another one.
 */
export function stackOnce(environment: Environment): TerraformJson {
  const text = JSON.stringify(environment);
  const stack = made.get(text) ?? frozen(terraformJson(environment));
  made.delete(text);
  made.set(text, stack);
  for (const oldest of [...made.keys()].slice(0, -most)) made.delete(oldest);
  return stack;
}

function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}
