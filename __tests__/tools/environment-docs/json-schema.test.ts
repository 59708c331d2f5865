import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { expect, test } from "vitest";
import { parse } from "yaml";
import type { z } from "zod";
import { definitionOf } from "../../../src/config/schema-walk";
import { allSettings } from "../../../src/config/setting";
import { jsonSchemaText } from "../../../tools/environment-docs/json-schema";
import { environmentDocs } from "../../../tools/generate-environment-docs";
import { exampleEnvironment, exampleText } from "../../support/example-environment";
import { fixtureEnvironments, fixtureText } from "../../support/fixture-environments";

const root = join(__dirname, "../../..");
// The keywords of the YAML language server are not part of the standard.
const validate = new Ajv({
  strict: true,
  allowUnionTypes: true,
  keywords: ["patternErrorMessage"],
}).compile(JSON.parse(jsonSchemaText()));

test.each(Object.entries(environmentDocs()))(
  "%s is what `npm run generate` writes",
  (file, text) => {
    expect(readFileSync(join(root, file), "utf8")).toBe(text);
  },
);

test("every environment file asks its editor for the schema in the first line", () => {
  const files = fixtureEnvironments().map(({ name }) => fixtureText(name));
  for (const text of [...files, exampleText]) {
    expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=./schema.json");
  }
});

test("an editor finds nothing wrong with right files", () => {
  const environments = fixtureEnvironments().map((one) => one.environment);
  for (const environment of [...environments, exampleEnvironment()]) {
    validate(environment);
    expect(validate.errors).toBeNull();
  }
});

test.each([
  [
    "cpuUnits: 512",
    "cpuUnits: 300",
    "/service/cpuUnits must be equal to one of the allowed values",
  ],
  ["cpuUnits: 512", "cpuUnit: 512", "/service must have required property 'cpuUnits'"],
  ["port: 8080", "port: 0", "/service/port must be >= 1"],
  ["port: 8080", "port: 8080\n  extra: 1", "/service must NOT have additional properties"],
  ['account: "111111111111"', "account: 111111111111", "/account must be string"],
  [
    "scheme: internal",
    "scheme: private",
    "/loadBalancer/scheme must be equal to one of the allowed values",
  ],
])("an editor underlines %s written as %s", (right, wrong, message) => {
  expect(exampleText).toContain(right);
  validate(parse(exampleText.replace(right, wrong)));
  expect(validate.errors?.map((error) => `${error.instancePath} ${error.message}`)).toContain(
    message,
  );
});

test("every setting has a description, and a number's names its limits", () => {
  for (const { path, schema, description } of allSettings()) {
    const name = path.join(".");
    const definition = definitionOf(schema);
    if (path.at(-1) !== "*") expect(description, name).toMatch(/^.{12,}\.$/s);
    if (definition.type !== "number") continue;
    const { minValue, maxValue } = schema as z.ZodNumber;
    expect(description, name).toContain(String(minValue));
    expect(description, name).toContain(String(maxValue));
  }
});
