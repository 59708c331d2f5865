import jsonata from "jsonata";
import type { Json } from "../../deployer/asl";

/** Values of the machine's variables, by name without the `$`. */
export type Variables = Readonly<Record<string, unknown>>;

/** A value of the States Language with every JSONata expression in it evaluated; `states` is what `$states` says. */
export async function evaluated(
  value: Json,
  variables: Variables,
  states: object,
): Promise<unknown> {
  if (typeof value === "string" && value.startsWith("{%")) {
    const expression = jsonata(value.slice(2, -2));
    expression.registerFunction("parse", (text: string) => JSON.parse(text));
    const result = await expression.evaluate(undefined, { ...variables, states });
    return result === undefined ? undefined : JSON.parse(JSON.stringify(result));
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    return Promise.all(value.map((entry) => evaluated(entry, variables, states)));
  }
  const entries = await Promise.all(
    Object.entries(value).map(async ([key, entry]) => [
      key,
      await evaluated(entry, variables, states),
    ]),
  );
  return Object.fromEntries(entries);
}
