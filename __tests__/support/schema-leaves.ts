import { readFileSync } from "node:fs";
import { join } from "node:path";

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | false;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly type?: string;
  readonly const?: unknown;
}

/**
 * Every leaf of `environments/schema.json`, through all modes: `service.port`, `differences[].because`; `tags.<name>` for the values of
 * a free section and `tags.<key>` for its keys. Lists are leaves too, besides their entries.
 */
export function schemaLeaves(): string[] {
  known ??= new Set(leaves(JSON.parse(readFileSync(schemaFile, "utf8")), ""));
  return [...known];
}

const schemaFile = join(__dirname, "../../environments/schema.json");
let known: ReadonlySet<string> | undefined;

function leaves(schema: JsonSchema, path: string): string[] {
  const { properties, additionalProperties, propertyNames, items, oneOf, anyOf } = schema;
  if (oneOf) return oneOf.flatMap((branch) => leaves(branch, path));
  const orNull = anyOf?.filter((branch) => branch.type !== "null");
  if (orNull) return orNull.flatMap((branch) => leaves(branch, path));
  if (properties) {
    return Object.entries(properties).flatMap(([key, below]) =>
      leaves(below, path ? `${path}.${key}` : key),
    );
  }
  if (additionalProperties) {
    const keys = propertyNames ? [`${path}.<key>`] : [];
    return [...keys, ...leaves(additionalProperties, `${path}.<name>`)];
  }
  if (items) return [path, ...leaves(items, `${path}[]`)];
  return [path];
}
