import { fieldReference } from "./environment-docs/field-reference";
import { jsonSchemaText } from "./environment-docs/json-schema";
import { writeGenerated } from "./generated-file";

/** What is made from the schema of environment files, by path. */
export function environmentDocs(): Record<string, string> {
  return {
    "environments/schema.json": jsonSchemaText(),
    "docs/environment-settings.md": fieldReference(),
  };
}

/** Writes the editor's schema and the field reference. */
export function generateEnvironmentDocs(): void {
  for (const [file, text] of Object.entries(environmentDocs())) writeGenerated(file, text);
}
