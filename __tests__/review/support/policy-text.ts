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
