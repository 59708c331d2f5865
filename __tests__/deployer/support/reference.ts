import { createHash } from "node:crypto";
import jsonata from "jsonata";
import type { Evaluation } from "./world";

/** Expressions as they were compiled, which costs more than to evaluate one. */
const compiledByText = new Map<string, ReturnType<typeof jsonata>>();

function compiledOf(expression: string): ReturnType<typeof jsonata> {
  const known = compiledByText.get(expression);
  if (known !== undefined) return known;
  const compiled = jsonata(expression);
  compiled.registerFunction("parse", (text: string) => JSON.parse(text));
  compiled.registerFunction("hash", (text: string, algorithm: string) =>
    createHash(algorithm.replace("-", "")).update(text).digest("hex"),
  );
  compiledByText.set(expression, compiled);
  return compiled;
}

/** What the reference implementation of JSONata makes of an expression, with the functions that Step Functions adds. */
export async function evaluate(
  expression: string,
  given: Pick<Evaluation, "variables" | "states">,
): Promise<unknown> {
  const value = await compiledOf(expression).evaluate(undefined, {
    ...given.variables,
    states: given.states,
  });
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

/** Every JSONata expression of a machine. */
export function expressionsIn(value: unknown): readonly string[] {
  if (typeof value === "string") {
    return value.startsWith("{%") ? [value.slice(2, -2).trim()] : [];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(expressionsIn);
}
