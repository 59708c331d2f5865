import type { Values } from "./plans";

/** The text of a policy that allows this, with what else its statement says. */
export function allow(
  action: string | string[],
  resource: string | string[] = "*",
  more: Values = {},
): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: action, Resource: resource, ...more }],
  });
}

/** One statement that allows this on everything, with what else it says. */
export function allowed(action: string | string[], more: Values = {}): Values {
  return { Effect: "Allow", Action: action, Resource: "*", ...more };
}

/** The text of a policy of these statements. */
export function policyOf(statements: Values[]): string {
  return JSON.stringify({ Statement: statements });
}
