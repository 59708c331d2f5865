import { z } from "zod";
import { environmentSchema } from "../../src/config/schema";
import { definitionOf } from "../../src/config/schema-walk";
import { mustOf } from "./must";

/**
 * `environments/schema.json`: what an editor with the YAML language server completes, explains and underlines. Rules between
 * settings are not in it; `slipway check` knows them all.
 */
export function jsonSchemaText(): string {
  const schema = z.toJSONSchema(environmentSchema, {
    target: "draft-7", // the newest that the YAML language server knows
    io: "input",
    override: ({ zodSchema, jsonSchema }) => {
      if (jsonSchema.pattern) {
        // The language server shows this instead of the pattern.
        jsonSchema["patternErrorMessage"] = `must be ${mustOf(settingFor(zodSchema))}`;
      }
      if (definitionOf(zodSchema).type === "array" && jsonSchema.minItems === 0) {
        delete jsonSchema.minItems;
      }
    },
  });
  const { $schema, ...rest } = schema;
  return `${JSON.stringify({ $schema, title: "Slipway environment", ...rest }, null, 2)}\n`;
}

function settingFor(schema: z.core.$ZodType) {
  return { schema: schema as z.ZodType, nullable: false, optional: false, description: "" };
}
